using System.Globalization;

namespace Todo.Backend.Database.Backup.Store;

/// <summary>The name of a stored backup: <c>todo-20261121T031700Z.backup</c>, the second in UTC at which it was begun.</summary>
internal sealed record BackupName
{
    private const string Format = "'todo-'yyyyMMdd'T'HHmmss'Z.backup'";

    public BackupName(DateTimeOffset at) =>
        At = new DateTimeOffset(at.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public DateTimeOffset At { get; }

    /// <summary>Null for whatever this program has not named.</summary>
    public static BackupName? Parse(string name) =>
        DateTimeOffset.TryParseExact(name, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? new BackupName(at) : null;

    public override string ToString() => At.ToString(Format, CultureInfo.InvariantCulture);
}
