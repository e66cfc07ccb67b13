namespace Todo.Frontend.Pages.Layout;

/// <summary>The zones people choose from: IANA names of regions, without historic aliases.</summary>
public static class TimeZones
{
    private static readonly string[] Regions =
        ["Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"];

    public static IReadOnlyList<string> Names { get; } =
    [
        "UTC",
        .. TimeZoneInfo.GetSystemTimeZones()
            .Select(zone => zone.Id)
            .Where(id => Regions.Any(region => id.StartsWith(region, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The name when this machine knows it, otherwise null.</summary>
    public static string? Known(string? name) =>
        name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? name : null;
}
