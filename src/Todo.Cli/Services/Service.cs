using System.Collections;
using Todo.Cli.Processes;

namespace Todo.Cli.Services;

/// <summary>One of our services as a process: its name, its project, the prefix of its settings.</summary>
internal sealed record Service(string Name, string Project, string Prefix)
{
    public static readonly Service Backend = new("backend", "Todo.Backend", "BACKEND_");
    public static readonly Service Frontend = new("frontend", "Todo.Frontend", "FRONTEND_");

    /// <summary>Its settings are its arguments.</summary>
    public static readonly Service ScriptedModel = new("scripted model", "Todo.ScriptedModel", "SCRIPTED_MODEL_");

    private static readonly Service[] All = [Backend, Frontend, ScriptedModel];

    /// <summary>How to start it with these arguments; settings stand for those that our own environment does not give.</summary>
    public ChildStart Start(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var environment = Inherited();
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return new ChildStart(Name, Dotnet, ["exec", Home.Program(Project), .. arguments]) { Environment = environment };
    }

    /// <summary>Checks the settings without starting anything; a <see cref="UserException"/> has the service's own words.</summary>
    public Task CheckAsync(IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellation) => CheckAsync([], settings, cancellation);

    /// <summary>The same for a service that takes arguments.</summary>
    public async Task CheckAsync(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellation)
    {
        List<string> problems = [];
        var code = await Child.RunAsync(Start(["check", .. arguments], settings) with { Error = problems.Add }, cancellation);
        if (code != 0)
        {
            throw new UserException(problems.Count > 0 ? string.Join(' ', problems) : $"The {Name} refuses its settings (exit code {code}).");
        }
    }

    private static string Dotnet =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    // A service gets the machine's variables and its own, never another service's: those hold secrets that it must not have.
    private Dictionary<string, string> Inherited()
    {
        var others = All.Where(service => service != this).Select(service => service.Prefix).ToArray();
        return Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""))
            .Where(entry => !others.Any(other => entry.Key.StartsWith(other, StringComparison.Ordinal)))
            .ToDictionary(StringComparer.Ordinal);
    }
}
