using System.Globalization;

namespace Todo.Backend.Database.Backup.Store;

/// <summary>Which backups may go. Days and weeks without a backup do not count, so that a pause or a jump of the clock removes none.</summary>
internal static class Retention
{
    // A backup by hand of data that is spoilt already must not take the place of the night's before it.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(48);

    /// <summary>
    /// All that are not the newest of one of the last days or ISO weeks (UTC), and older by two days or more than the newest of all, which is
    /// never among them.
    /// </summary>
    /// <param name="backups">In any order.</param>
    /// <param name="daily">How many days with a backup, 1 or more.</param>
    /// <param name="weekly">How many weeks with a backup, 0 or more.</param>
    public static IReadOnlyList<BackupName> Expired(IEnumerable<BackupName> backups, int daily, int weekly)
    {
        var newestFirst = backups.OrderByDescending(backup => backup.At).ToList();
        var kept = newestFirst.GroupBy(backup => backup.At.Date).Take(Math.Max(1, daily))
            .Concat(newestFirst.GroupBy(backup => FirstDayOfWeek(backup.At)).Take(weekly))
            .Select(group => group.First())
            .ToHashSet();
        return [.. newestFirst.Where(backup => newestFirst[0].At - backup.At >= Fresh && !kept.Contains(backup))];
    }

    private static DateTime FirstDayOfWeek(DateTimeOffset at) =>
        ISOWeek.ToDateTime(ISOWeek.GetYear(at.Date), ISOWeek.GetWeekOfYear(at.Date), DayOfWeek.Monday);
}
