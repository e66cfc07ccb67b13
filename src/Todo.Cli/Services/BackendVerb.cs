using Todo.Cli.Output;
using Todo.Cli.Postgres;
using Todo.Cli.Processes;

namespace Todo.Cli.Services;

/// <summary>
/// A verb of the backend's program (it does the work, also where there is no command line) on the database that
/// <c>run</c> uses: the one that is set, the one of a run that is going on, or the embedded one, started for it.
/// </summary>
internal static class BackendVerb
{
    /// <summary>Gives the verb's exit code; its output is ours unless <paramref name="output"/> takes it.</summary>
    public static async Task<int> RunAsync(string data, string[] arguments, Action<string>? output, CancellationToken cancellation)
    {
        var settings = new Settings().Default("BACKEND_LOG_LEVEL", "warning").Default("BACKEND_LOG_FORMAT", "text");
        if (EmbeddedDatabase.IsReplaced)
        {
            return await RunAsync(arguments, settings, output, cancellation);
        }

        using var folder = Open(data, settings);
        if (folder is null)
        {
            return await RunAsync(arguments, settings, output, cancellation);
        }

        await using var postgres = await EmbeddedDatabase.StartAsync(folder, Lines.Progress, _ => { }, cancellation);
        EmbeddedDatabase.Use(folder, postgres, settings);
        return await RunAsync(arguments, settings, output, cancellation);
    }

    // Null when a run holds the folder: its server is used then, and the settings point there.
    private static DataFolder? Open(string data, Settings settings)
    {
        try
        {
            return DataFolder.Open(data);
        }
        catch (FolderInUseException)
        {
            var url = Path.Combine(data, "secrets", EmbeddedDatabase.UrlFile);
            if (!File.Exists(url))
            {
                throw;
            }

            settings.Set("BACKEND_DATABASE_URL_FILE", Path.GetFullPath(url));
            return null;
        }
    }

    private static Task<int> RunAsync(string[] arguments, Settings settings, Action<string>? output, CancellationToken cancellation)
    {
        var start = Service.Backend.Start(arguments, settings.Values);
        return Child.RunAsync(
            output is null ? start with { SharesConsole = true } : start with { Output = output, Error = Lines.Error },
            cancellation);
    }
}
