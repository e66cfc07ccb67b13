namespace Todo.Backend.Tasks.Rules;

/// <summary>Moments as PostgreSQL keeps them: UTC, whole microseconds.</summary>
internal static class Stamp
{
    public static DateTimeOffset Of(DateTimeOffset moment) =>
        new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset? Of(DateTimeOffset? moment) => moment is { } given ? Of(given) : null;
}
