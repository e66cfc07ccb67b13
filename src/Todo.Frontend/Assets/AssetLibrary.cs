using System.Collections.Frozen;
using System.Reflection;

namespace Todo.Frontend.Assets;

/// <summary>All that is under wwwroot, embedded in this assembly: no file to mount, nothing to forget when it is deployed.</summary>
public sealed class AssetLibrary
{
    private const string Root = "wwwroot/";

    private readonly string origin;
    private readonly FrozenDictionary<string, Asset> byName;
    private readonly FrozenDictionary<string, Asset> byFileName;

    public AssetLibrary(AssetSettings settings)
    {
        origin = settings.Origin;
        var assembly = Assembly.GetExecutingAssembly();
        byName = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Root.Length..], name => new Asset(name, Read(assembly, name)), StringComparer.Ordinal);
        byFileName = byName.Values.ToFrozenDictionary(asset => asset.FileName, StringComparer.Ordinal);
    }

    /// <summary>True when another origin serves them, for which browsers need CORS and should check the content.</summary>
    public bool IsElsewhere => origin.Length > 0;

    public Asset this[string name] => byName[name];

    /// <summary>Fingerprinted: <c>/assets/app.0123456789ab.css</c>, on the CDN where there is one.</summary>
    public string Url(string name) => $"{origin}/assets/{byName[name].FileName}";

    public Asset? Find(string fileName) => byFileName.GetValueOrDefault(fileName);

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
