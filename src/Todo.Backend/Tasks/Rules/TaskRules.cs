using Todo.Backend.Accounts;
using Todo.Backend.Operations;
using Todo.Language.Recurrence;

namespace Todo.Backend.Tasks.Rules;

/// <summary>The one place that knows what a task may be: checks changes and applies them.</summary>
internal static class TaskRules
{
    public const int MaxTitle = 200;
    public const int MaxDescription = 1000;
    public const int MaxTags = 20;
    public const int MaxTag = 50;
    public const int MaxProject = 100;
    public const int MaxDuration = 525_600;

    /// <summary>
    /// Applies the changes, or gives every rule that they break; then the task is not to be saved.
    /// </summary>
    public static Failure? Apply(TodoTask task, TaskChanges changes, Caller caller, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.AddAll(changes.Unreadable);
        changes.ReadOnly.Check(task, caller, errors);
        ApplyText(task, changes, errors);
        ApplyTags(task, changes, errors);
        ApplyTimes(task, changes, caller, now, errors);
        ApplyRecurrence(task, changes, errors);
        if (errors.Any)
        {
            return errors.ToFailure();
        }

        if (changes.Completed.IsGiven)
        {
            Completion.Set(task, changes.Completed.Value, caller, now);
        }

        return null;
    }

    /// <summary>The task's zone, or the user's when it has none.</summary>
    public static TimeZoneInfo ZoneOf(TodoTask task, Caller caller) => task.TimeZone is { } name ? Zones.Find(name) : caller.TimeZone;

    private static void ApplyText(TodoTask task, TaskChanges changes, FieldErrors errors)
    {
        if (changes.Title.IsGiven)
        {
            // Control characters are refused, so they are looked for before trimming could take them away.
            var title = changes.Title.Value;
            var fault = title is null ? "A task needs a title." : TextRules.Fault(title, 0, int.MaxValue) ?? TextRules.Fault(title = title.Trim(), 1, MaxTitle);
            Check("title", title is null && errors.Has("title") ? null : fault);
            task.Title = title ?? "";
        }

        if (changes.Description.IsGiven)
        {
            Check("description", changes.Description.Value is { } text ? TextRules.Fault(text, 0, MaxDescription, allowLineBreaks: true) : null);
            task.Description = changes.Description.Value;
        }

        if (changes.Project.IsGiven)
        {
            var project = changes.Project.Value;
            Check("project", project is null ? null : TextRules.Fault(project, 0, int.MaxValue) ?? TextRules.Fault(project = project.Trim(), 1, MaxProject));
            task.Project = project;
        }

        task.Priority = changes.Priority.Or(task.Priority);

        void Check(string field, string? fault)
        {
            if (fault is not null)
            {
                errors.Add(field, fault);
            }
        }
    }

    private static void ApplyTags(TodoTask task, TaskChanges changes, FieldErrors errors)
    {
        if (!changes.Tags.IsGiven)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var tags = new List<string>(changes.Tags.Value.Count);
        for (var i = 0; i < changes.Tags.Value.Count; i++)
        {
            var tag = changes.Tags.Value[i];
            if ((TextRules.Fault(tag, 0, int.MaxValue) ?? TextRules.Fault(tag = tag.Trim(), 1, MaxTag)) is { } fault)
            {
                errors.Add("tags", $"[{i}]: {fault}");
            }
            else if (seen.Add(tag))
            {
                tags.Add(tag);
            }
        }

        if (tags.Count > MaxTags)
        {
            errors.Add("tags", $"A task takes up to {MaxTags} tags; these are {tags.Count}.");
        }

        // An equal list in a new array would look like a change.
        if (!tags.SequenceEqual(task.Tags, StringComparer.Ordinal))
        {
            task.Tags = [.. tags];
        }
    }

    private static void ApplyTimes(TodoTask task, TaskChanges changes, Caller caller, DateTimeOffset now, FieldErrors errors)
    {
        task.DueDate = changes.DueDate.Or(task.DueDate);
        if (task.DueDate == DateOnly.MaxValue)
        {
            // Its end is a moment that .NET does not have.
            errors.Add("due_date", "The last day that a task can be due is 9999-12-30.");
        }

        task.DueTime = changes.DueTime.Or(task.DueTime);
        task.Deadline = changes.Deadline.Or(task.Deadline);
        if (changes.TimeZone.IsGiven)
        {
            if (changes.TimeZone.Value is { } zone && !Zones.IsKnown(zone))
            {
                errors.Add("time_zone", "This is no time zone: use an IANA name such as Europe/Berlin.");
            }

            task.TimeZone = changes.TimeZone.Value;
        }

        if (changes.DurationMin.IsGiven)
        {
            if (changes.DurationMin.Value is < 1 or > MaxDuration)
            {
                errors.Add("duration_min", $"This takes 1 to {MaxDuration} minutes.");
            }

            task.DurationMin = changes.DurationMin.Value;
        }

        // To the microsecond, as it is stored: sending what was read is no change.
        task.RemindAt = changes.RemindAt.IsGiven ? Stamp.Of(changes.RemindAt.Value) : task.RemindAt;

        if (task is { DueTime: not null, DueDate: null } && !errors.Has("time_zone"))
        {
            task.DueDate = LocalTime.DateAt(now, ZoneOf(task, caller));
        }
    }

    private static void ApplyRecurrence(TodoTask task, TaskChanges changes, FieldErrors errors)
    {
        task.RecurrenceFromCompletion = changes.RecurrenceFromCompletion.Or(task.RecurrenceFromCompletion);
        if (!changes.Recurrence.IsGiven)
        {
            return;
        }

        if (changes.Recurrence.Value is not { } text)
        {
            task.Recurrence = null;
        }
        else if (RecurrenceRule.TryParse(text, out var rule, out var error))
        {
            task.Recurrence = rule.ToString();
        }
        else
        {
            errors.Add("recurrence", error);
        }
    }
}
