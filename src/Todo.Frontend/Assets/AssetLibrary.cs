using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Todo.Frontend.Assets;

/// <summary>All that is under wwwroot, embedded in this assembly: no file to mount, nothing to forget when it is deployed.</summary>
public sealed partial class AssetLibrary
{
    private const string Root = "wwwroot/";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string origin;
    private readonly FrozenDictionary<string, Asset> byName;
    private readonly FrozenDictionary<string, Asset> byFileName;

    public AssetLibrary(AssetSettings settings)
    {
        origin = settings.Origin;
        var assembly = Assembly.GetExecutingAssembly();
        var contents = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
            .ToDictionary(name => name[Root.Length..], name => Read(assembly, name), StringComparer.Ordinal);
        var made = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var name in contents.Keys)
        {
            Make(name, contents, made);
        }

        byName = made.ToFrozenDictionary(StringComparer.Ordinal);
        byFileName = byName.Values.ToFrozenDictionary(asset => asset.FileName, StringComparer.Ordinal);
    }

    /// <summary>True when another origin serves them, for which browsers need CORS and should check the content.</summary>
    public bool IsElsewhere => origin.Length > 0;

    public Asset this[string name] => byName[name];

    /// <summary>Fingerprinted: <c>/assets/app.0123456789ab.css</c>, on the CDN where there is one.</summary>
    public string Url(string name) => $"{origin}/assets/{byName[name].FileName}";

    public Asset? Find(string fileName) => byFileName.GetValueOrDefault(fileName);

    /// <summary>The modules that a module imports, directly or not, for the page to ask for them at once.</summary>
    public IReadOnlyList<string> ImportsOf(string name)
    {
        var found = new List<string>();
        Collect(name);
        return found;

        void Collect(string module)
        {
            foreach (var import in byName[module].Imports)
            {
                if (!found.Contains(import, StringComparer.Ordinal))
                {
                    found.Add(import);
                    Collect(import);
                }
            }
        }
    }

    // A module names the ones it imports by their fingerprints, so these are made first: with them its own address changes.
    private static Asset Make(string name, Dictionary<string, byte[]> contents, Dictionary<string, Asset> made)
    {
        if (made.TryGetValue(name, out var known))
        {
            return known;
        }

        var imports = new List<string>();
        var content = contents[name];
        if (name.EndsWith(".js", StringComparison.Ordinal))
        {
            content = Utf8.GetBytes(Import().Replace(Utf8.GetString(content), match =>
            {
                var import = match.Groups["name"].Value;
                imports.Add(import);
                return $"from \"./{Make(import, contents, made).FileName}\"";
            }));
        }

        return made[name] = new Asset(name, content, imports);
    }

    [GeneratedRegex("from \"\\./(?<name>[a-z-]+\\.js)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Import();

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
