using System.Globalization;
using Todo.Cli.Output;
using Todo.Cli.Services;

namespace Todo.Cli.Deploy;

/// <summary>Who has approved a deployment to production, and the record of it in docs/approvals.md (G9).</summary>
internal static class Approval
{
    private const string None = "\nNone yet: nothing has been released.\n";

    /// <summary>The name given on the command line, or that of the person at the terminal once the changes are shown.</summary>
    public static string Obtain(string? approver, ReleaseDiff diff)
    {
        Lines.Progress($"This changes production: {diff}.");
        diff.Lines().ToList().ForEach(Lines.Progress);
        return string.IsNullOrWhiteSpace(approver) ? Confirmation.Ask("Who approves this? Type your name:", "--approved-by NAME") : approver.Trim();
    }

    /// <summary>Adds a row: the day, the version, who, and what was seen.</summary>
    public static async Task RecordAsync(string file, DateTimeOffset day, string version, string approver, string seen, CancellationToken cancellation)
    {
        var text = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation) : throw new UserException($"{file} is missing, where approvals are recorded: get it back from git.");
        string[] cells = [day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), version, approver, seen];
        var row = $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")))} |\n";
        await File.WriteAllTextAsync(file, text.Replace(None, "", StringComparison.Ordinal).TrimEnd() + "\n" + row, cancellation);
    }

    /// <summary>Where the records are.</summary>
    public static string Record => Path.Combine(Home.Sources, "docs", "approvals.md");
}
