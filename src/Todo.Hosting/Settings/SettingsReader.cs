using Microsoft.Extensions.Configuration;

namespace Todo.Hosting.Settings;

/// <summary>Fills settings classes from the environment and collects every problem instead of stopping at the first.</summary>
public sealed class SettingsReader(IConfiguration environment, string prefix)
{
    /// <summary>What <c>*</c> stands for in the names of settings that every service has.</summary>
    public string Prefix { get; } = prefix;

    private readonly List<SettingDefinition> definitions = [];
    private readonly List<string> problems = [];
    private readonly Dictionary<Type, object> read = [];

    /// <summary>The problems so far, in the order of the settings.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>The secrets that were read, by the name of their setting.</summary>
    internal List<(string Name, Secret Secret)> Secrets { get; } = [];

    /// <summary>All settings of a class from a plain dictionary; throws <see cref="SettingsException"/>. For tools and tests.</summary>
    public static TSettings Read<TSettings>(IEnumerable<KeyValuePair<string, string?>> variables, string prefix = "TODO")
        where TSettings : class, new()
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(variables).Build(), prefix);
        var settings = reader.Read<TSettings>();
        reader.ThrowIfAny();
        return settings;
    }

    /// <summary>The settings; what is wrong keeps its default here and stops the start in <see cref="ThrowIfAny"/>.</summary>
    public TSettings Read<TSettings>()
        where TSettings : class, new()
    {
        if (read.TryGetValue(typeof(TSettings), out var known))
        {
            return (TSettings)known;
        }

        var settings = new TSettings();
        read.Add(typeof(TSettings), settings);
        var before = problems.Count;
        foreach (var definition in SettingDefinition.Of(typeof(TSettings), Prefix))
        {
            definitions.Add(definition);
            if (Value(definition) is { } value)
            {
                definition.Property.SetValue(settings, value);
                if (value is Secret secret)
                {
                    Secrets.Add((definition.Name, secret));
                }
            }
        }

        if (problems.Count == before && settings is ISettingsRules rules)
        {
            problems.AddRange(rules.Check(Prefix));
        }

        return settings;
    }

    /// <summary>Throws one exception with everything that is wrong, unknown variables of the service's prefix included.</summary>
    public void ThrowIfAny()
    {
        var unknown = UnknownVariables.Find(environment, Prefix, definitions);
        if (problems.Count > 0 || unknown.Count > 0)
        {
            throw new SettingsException([.. problems, .. unknown]);
        }
    }

    private object? Value(SettingDefinition definition)
    {
        var text = environment[definition.Name]?.Trim();
        var file = definition.IsSecret ? environment[definition.FileName]?.Trim() : null;
        if (!string.IsNullOrEmpty(text) && !string.IsNullOrEmpty(file))
        {
            return Problem($"{definition.Name} and {definition.FileName} are both set: keep one of them.");
        }

        if (!string.IsNullOrEmpty(file))
        {
            return FromFile(definition, file);
        }

        if (string.IsNullOrEmpty(text))
        {
            return !definition.IsRequired ? definition.WhenAbsent()
                : definition.IsSecret ? Problem($"{definition.Name} is missing: set it, or {definition.FileName}. {definition.Description}")
                : Problem($"{definition.Name} is missing: set it. {definition.Description}");
        }

        if (definition.IsSecret)
        {
            return new Secret(text);
        }

        try
        {
            return definition.Parse(text);
        }
        catch (FormatException exception)
        {
            var hint = text.StartsWith("tcp://", StringComparison.Ordinal)
                ? " Kubernetes sets such a value for a Service of that name: set enableServiceLinks: false in the pod."
                : "";
            Problem($"{definition.Name} {exception.Message}, but is '{Shorten(text)}'.{hint}");
            return definition.WhenAbsent();
        }
    }

    private object? FromFile(SettingDefinition definition, string file)
    {
        try
        {
            return Secret.FromFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            var reason = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => "it cannot be read with this user's rights",
                _ => exception.Message.TrimEnd('.'),
            };
            return Problem($"{definition.FileName} names '{file}', but {reason}: mount the secret there or correct the path.");
        }
    }

    private object? Problem(string text)
    {
        problems.Add(text);
        return null;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
