namespace Todo.Backend.Database.Roles;

/// <summary>What the last pass came to, in a file, for the probes of the container: each is a short process of its own.</summary>
internal static class RolesHealth
{
    private const string Done = "done";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Each container has a /tmp of its own.
    private static string File => Path.Combine(Path.GetTempPath(), "todo-roles");

    /// <summary>Notes that a pass has ended now.</summary>
    public static Task WriteAsync(bool isDone, CancellationToken cancellation) =>
        System.IO.File.WriteAllTextAsync(File, isDone ? Done : "waiting", cancellation);

    /// <summary><c>backend roles healthy</c>: 0 when database and roles were as the URLs say within the last 10 s, else 1.</summary>
    public static Task<int> HealthyAsync(TimeProvider time, CancellationToken cancellation) => AnswerAsync(time, mustBeDone: true, cancellation);

    /// <summary><c>backend roles alive</c>: 0 when it has tried within the last 10 s, be PostgreSQL there or not, else 1.</summary>
    public static Task<int> AliveAsync(TimeProvider time, CancellationToken cancellation) => AnswerAsync(time, mustBeDone: false, cancellation);

    private static async Task<int> AnswerAsync(TimeProvider time, bool mustBeDone, CancellationToken cancellation)
    {
        var file = new FileInfo(File);
        if (!file.Exists || time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > Limit)
        {
            await Console.Out.WriteLineAsync("There was no pass within 10 s.");
            return 1;
        }

        if (!mustBeDone || await System.IO.File.ReadAllTextAsync(File, cancellation) == Done)
        {
            return 0;
        }

        await Console.Out.WriteLineAsync("Database and roles are not as the URLs say; the log of `backend roles` says why.");
        return 1;
    }
}
