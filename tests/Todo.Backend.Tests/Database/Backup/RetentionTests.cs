using FsCheck;
using FsCheck.Fluent;
using Todo.Backend.Database.Backup.Store;

namespace Todo.Backend.Tests.Database.Backup;

[Trait("rule", "C12")]
public sealed class RetentionTests
{
    [Fact]
    public void The_newest_of_each_of_the_last_days_and_weeks_stays_and_all_of_the_last_two_days()
    {
        // 1 November 2026 is a Sunday: the last of its ISO week.
        var backups = Enumerable.Range(1, 30).SelectMany(day => new[] { At(day, 3), At(day, 15) });

        var expired = Retention.Expired(backups, daily: 3, weekly: 4).ToHashSet();

        Assert.Equal([At(30, 15), At(30, 3), At(29, 15), At(29, 3), At(28, 15), At(22, 15), At(15, 15)], backups.Except(expired).OrderByDescending(name => name.At));
    }

    [Fact]
    public void A_pause_and_a_jump_of_the_clock_remove_nothing_that_counts()
    {
        BackupName[] backups = [At(1, 3), At(2, 3), new(At(2, 3).At.AddYears(40))];

        Assert.Empty(Retention.Expired(backups, daily: 3, weekly: 0));
        Assert.Equal([At(1, 3), At(2, 3)], Retention.Expired(backups, daily: 1, weekly: 1).OrderBy(name => name.At));
    }

    [Fact]
    public void The_newest_never_goes_and_never_more_stay_than_asked_for() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int[]>(),
            ArbMap.Default.ArbFor<byte>(),
            ArbMap.Default.ArbFor<byte>(),
            (hours, daily, weekly) =>
            {
                var backups = hours.Select(hour => new BackupName(At(1, 0).At.AddHours(hour % 5000))).Distinct().ToList();
                var kept = backups.Except(Retention.Expired(backups, daily % 10, weekly % 10)).ToList();
                var newest = backups.MaxBy(name => name.At);
                return (newest is null || kept.Contains(newest))
                    && kept.Count(name => newest!.At - name.At >= TimeSpan.FromDays(2)) <= Math.Max(1, daily % 10) + (weekly % 10);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("todo-20261121T031700Z.backup", true)]
    [InlineData("todo-20261121T031700Z.backup.part", false)]
    [InlineData("todo-20261321T031700Z.backup", false)]
    [InlineData("todo-20261121T031700Z.backup ", false)]
    [InlineData("TODO-20261121T031700Z.backup", false)]
    [InlineData("my-todo-20261121T031700Z.backup", false)]
    public void Only_names_of_our_own_are_known(string name, bool known) => Assert.Equal(known ? name : null, BackupName.Parse(name)?.ToString());

    private static BackupName At(int day, int hour) => new(new DateTimeOffset(2026, 11, day, hour, 0, 0, TimeSpan.Zero));
}
