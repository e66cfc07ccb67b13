namespace Todo.Backend.Accounts;

/// <summary>IANA time zones.</summary>
internal static class Zones
{
    /// <summary>The zone; UTC when this machine's data does not have it.</summary>
    public static TimeZoneInfo Find(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>An IANA name that this machine knows; Windows names, abbreviations of ICU and offsets are none.</summary>
    public static bool IsKnown(string name) =>
        name.Length is > 0 and <= 64
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && name is not ("localtime" or "posixrules" or "Factory") && !name.StartsWith("posix/", StringComparison.Ordinal) && !name.StartsWith("right/", StringComparison.Ordinal)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        && string.Equals(zone.Id, name, StringComparison.Ordinal);
}
