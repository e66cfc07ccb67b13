using Todo.Contracts;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Tasks;

/// <summary>Dates and rules in words, as seen from where the user is now.</summary>
public sealed class TaskText(Session user, TimeProvider time)
{
    private static readonly Dictionary<string, (string Every, string Unit)> Frequencies = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DAILY"] = ("Daily", "days"),
        ["WEEKLY"] = ("Weekly", "weeks"),
        ["MONTHLY"] = ("Monthly", "months"),
        ["YEARLY"] = ("Yearly", "years"),
    };

    private readonly DateTime now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), user.Zone).DateTime;

    public DateOnly Today => DateOnly.FromDateTime(now);

    public bool IsOverdue(TaskView task) =>
        !task.Completed
        && task.DueDate is { } date
        && (task.DueTime is { } at ? DueInUsersZone(task, date, at) < now : date < Today);

    /// <summary>"Today, 15:00", "Tomorrow", "Friday", "16 Jul", "16 Jul 2027"; null without a date.</summary>
    public string? Due(TaskView task)
    {
        if (task.DueDate is not { } date)
        {
            return null;
        }

        var day = Day(date);
        var zone = task.TimeZone is { } name && name != user.TimeZone ? $" ({name.Replace('_', ' ')})" : "";
        return task.DueTime is { } at ? $"{day}, {at:HH\\:mm}{zone}" : day;
    }

    public string Day(DateOnly date) => (date.DayNumber - Today.DayNumber) switch
    {
        -1 => "Yesterday",
        0 => "Today",
        1 => "Tomorrow",
        > 1 and < 7 => date.DayOfWeek.ToString(),
        _ => date.ToString(date.Year == Today.Year ? "d MMM" : "d MMM yyyy"),
    };

    /// <summary>An instant on the user's clock.</summary>
    public string At(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, user.Zone);
        return $"{Day(DateOnly.FromDateTime(local.DateTime))}, {local:HH\\:mm}";
    }

    /// <summary>A rule in a word or two; those that need more are just "Repeats".</summary>
    public static string Repeats(string rule)
    {
        var parts = rule.Split(';').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .GroupBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(part => part.Key, part => part.First()[1], StringComparer.OrdinalIgnoreCase);
        if (!parts.TryGetValue("FREQ", out var frequency) || !Frequencies.TryGetValue(frequency, out var words))
        {
            return "Repeats";
        }

        if (parts.GetValueOrDefault("BYDAY") == "MO,TU,WE,TH,FR" && !parts.ContainsKey("INTERVAL"))
        {
            return "Every weekday";
        }

        return parts.TryGetValue("INTERVAL", out var interval) && interval != "1" ? $"Every {interval} {words.Unit}" : words.Every;
    }

    private DateTime DueInUsersZone(TaskView task, DateOnly date, TimeOnly at)
    {
        var due = date.ToDateTime(at);
        if (task.TimeZone is not { } name || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return due;
        }

        // A time that the clocks skip in spring is taken as the hour after.
        due = zone.IsInvalidTime(due) ? due.AddHours(1) : due;
        return TimeZoneInfo.ConvertTime(due, zone, user.Zone);
    }
}
