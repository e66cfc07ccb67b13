using Todo.Frontend.Gateway;
using Todo.Hosting.Settings;

namespace Todo.Frontend.Assets;

public sealed class AssetSettings : ISettingsRules
{
    [Setting("FRONTEND_ASSET_ORIGIN", "Origin of a CDN that serves /assets in our place, fetching from here; the content security policy follows it.", Example = "https://cdn.todo.example")]
    public string? AssetOrigin { get; init; }

    /// <summary>Empty, or the origin without a slash at its end.</summary>
    public string Origin => AssetOrigin?.TrimEnd('/') ?? "";

    public IEnumerable<string> Check(string prefix)
    {
        if (AssetOrigin is not null && !PublicOrigin.IsOrigin(AssetOrigin))
        {
            yield return $"FRONTEND_ASSET_ORIGIN must be an origin without a path, such as https://cdn.todo.example, but is '{AssetOrigin}'.";
        }
    }
}
