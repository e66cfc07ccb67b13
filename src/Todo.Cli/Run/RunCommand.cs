using System.CommandLine;
using Todo.Cli.Postgres;

namespace Todo.Cli.Run;

/// <summary><c>todo run</c>: everything on this machine until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "The port of the web app and the API, on this machine only; 0 takes any free one.", DefaultValueFactory = _ => 8080 };
        var data = DataOption();
        var model = ModelOption();
        var command = new Command("run", "Starts Todo on this machine: its database, the backend and the web app, until Ctrl-C.") { port, data, model };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535)
            {
                result.AddError("--port must be 0 to 65535.");
            }
        });
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(port), parsed.GetValue(data)!, parsed.GetValue(model), cancellation));
        return command;
    }

    /// <summary>The option by which several commands find the same data.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = "The folder of the embedded database and its secrets.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    private static Option<FileInfo?> ModelOption() => new("--model")
    {
        Description = "Plays the assistant's model by a script, without a key: scripted:FILE (src/Todo.ScriptedModel/README.md). BACKEND_AI_… name a real one.",
        HelpName = "scripted:FILE",
        CustomParser = result =>
        {
            const string Kind = "scripted:";
            var text = result.Tokens[0].Value;
            if (text.Length > Kind.Length && text.StartsWith(Kind, StringComparison.Ordinal))
            {
                return new FileInfo(text[Kind.Length..]);
            }

            result.AddError($"--model '{text}' is not understood. Write it as scripted:FILE; a real model is named by BACKEND_AI_MODEL.");
            return null;
        },
    };

    private static async Task<int> RunAsync(int port, string data, FileInfo? model, CancellationToken cancellation)
    {
        var log = new RunLog(TimeProvider.System);
        port = Ports.Check(port);
        using var folder = DataFolder.Open(data);
        await using var stack = new Stack(folder, port, model, log);
        try
        {
            await stack.StartAsync(cancellation);
            log.Announce($"Todo is ready at http://localhost:{port}");
            var ended = await stack.AnyEndedAsync(cancellation);
            throw new FailureException($"The {ended} has ended by itself; the lines above say why. Everything else was stopped.");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.Write("information", "todo", "stopping");
            return 0;
        }
    }
}
