using System.Text.Json.Nodes;

namespace Todo.Contracts;

/// <summary>Settings of the caller.</summary>
public sealed partial class TodoClient
{
    public Task<SettingsView> GetSettingsAsync(CancellationToken cancellationToken) =>
        GetAsync("/api/settings", TodoJson.Default.SettingsView, cancellationToken);

    /// <param name="changes">Only the members that change.</param>
    public Task<SettingsView> ChangeSettingsAsync(JsonObject changes, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, "/api/settings", TodoJson.Default.SettingsView, Json(changes, DraftJson.Default.JsonObject), cancellationToken);
}
