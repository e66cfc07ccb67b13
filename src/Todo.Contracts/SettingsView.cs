namespace Todo.Contracts;

/// <summary>GET and PATCH /api/settings.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="WeekStart">monday to sunday.</param>
public sealed record SettingsView(string TimeZone, string WeekStart);

/// <summary>PATCH /api/settings: what is given changes.</summary>
public sealed record SettingsChange(string? TimeZone, string? WeekStart);
