using System.Globalization;
using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary>What <c>todo status</c> has to say: tables, and below them whatever is wrong.</summary>
internal sealed class StatusReport(TimeProvider time)
{
    private readonly List<(string Title, Rows Rows)> tables = [];
    private readonly List<string> problems = [];
    private readonly List<string> notes = [];

    public bool IsGood => problems.Count == 0;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public void Table(string title, Rows rows) => tables.Add((title, rows));

    /// <summary>Something is not as it should be, and what to do about it.</summary>
    public void Problem(string text) => problems.Add(text);

    /// <summary>Worth knowing, but nothing is wrong.</summary>
    public void Note(string text) => notes.Add(text);

    public void Release(Target target, IReadOnlyList<Revision> history)
    {
        var last = history[^1];
        var rows = new Rows("release", "namespace", "revision", "status", "chart", "version", "since", "remark");
        rows.Add(target.Instance, target.Namespace, last.Number.ToString(CultureInfo.InvariantCulture), last.Status, last.Chart, last.AppVersion, last.Updated, last.Description);
        Table("Release", rows);
        if (last.Status != "deployed")
        {
            Problem(last.IsPending
                ? $"A deployment was cut off: helm rollback {target.Instance} --namespace {target.Namespace} puts the last good revision back (helm uninstall, when there is none)."
                : $"The last revision is {last.Status}: helm history {target.Instance} --namespace {target.Namespace} shows what happened.");
        }
    }

    /// <summary>The time since, in its largest unit, such as 3d.</summary>
    public string Age(DateTimeOffset? since) => since is { } start ? Span(Now - start) : "never";

    public void Write()
    {
        foreach (var (title, rows) in tables)
        {
            Console.WriteLine(title);
            rows.Write();
            Console.WriteLine();
        }

        notes.ForEach(note => Console.WriteLine($"note: {note}"));
        problems.ForEach(problem => Console.WriteLine($"wrong: {problem}"));
        Console.WriteLine(IsGood ? "All is well." : $"{problems.Count} to look at; docs/operations.md says how.");
    }

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalDays)}d"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours)}h"),
        { TotalMinutes: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes)}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(span.TotalSeconds))}s"),
    };
}
