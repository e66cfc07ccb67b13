namespace Todo.Contracts;

/// <summary>GET and PATCH /api/settings.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="WeekStart">monday to sunday.</param>
/// <param name="Approvals">When an assistant asks before it acts: always, destructive (deletes, and changes of more than five tasks) or never.</param>
public sealed record SettingsView(string TimeZone, string WeekStart, string Approvals);

/// <summary>PATCH /api/settings: what is given changes.</summary>
public sealed record SettingsChange(string? TimeZone = null, string? WeekStart = null, string? Approvals = null);
