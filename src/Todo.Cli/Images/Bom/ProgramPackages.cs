using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Todo.Cli.Images.Bom;

/// <summary>
/// The packages of a published program. The lock file says what was restored and its hashes, analyzers included; the program's
/// <c>.deps.json</c> says whose files came with it.
/// </summary>
internal static class ProgramPackages
{
    private static readonly string[] Kinds = ["runtime", "native", "runtimeTargets", "resources"];

    /// <summary>By id; a <see cref="UserException"/> when the program has a package that the lock file does not have in that version.</summary>
    public static IReadOnlyList<Package> Read(string folder, string lockFile, string? packageFolder)
    {
        var deps = Directory.GetFiles(folder, "*.deps.json");
        if (deps.Length != 1)
        {
            throw new UserException($"{folder} has {deps.Length} files *.deps.json, not one: name the folder of one published program.");
        }

        var locked = Locked(lockFile);
        return
        [
            .. Target(JsonNode.Parse(File.ReadAllText(deps[0]))!)
                .Where(library => HasFiles(library.Value!))
                .Select(library => library.Key.Split('/'))
                .Select(name => Find(name[0], name[1]))
                .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase),
        ];

        Package Find(string id, string version) =>
            locked.TryGetValue(id, out var found) && (string)found["resolved"]! == version
                ? new Package(id, version, (string)found["contentHash"]!, [.. Names(found["dependencies"])], License(packageFolder, id, version))
                : throw new UserException($"{deps[0]} has {id} {version}, which is not what {lockFile} has locked: publish again from these sources.");
    }

    // Packages of this program, projects left out: those are ours.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Target(JsonNode deps)
    {
        var packages = deps["libraries"]!.AsObject().Where(library => (string)library.Value!["type"]! == "package").Select(library => library.Key).ToHashSet(StringComparer.Ordinal);
        return deps["targets"]![(string)deps["runtimeTarget"]!["name"]!]!.AsObject().Where(library => packages.Contains(library.Key));
    }

    private static bool HasFiles(JsonNode library) => Kinds.Any(kind => library[kind] is JsonObject { Count: > 0 });

    private static Dictionary<string, JsonNode> Locked(string lockFile)
    {
        var packages = new Dictionary<string, JsonNode>(StringComparer.OrdinalIgnoreCase);
        foreach (var framework in JsonNode.Parse(File.ReadAllText(lockFile))!["dependencies"]!.AsObject())
        {
            foreach (var (id, package) in framework.Value!.AsObject().Where(package => package.Value!["contentHash"] is not null))
            {
                packages[id] = package!;
            }
        }

        return packages;
    }

    private static IEnumerable<string> Names(JsonNode? dependencies) => (dependencies as JsonObject ?? []).Select(dependency => dependency.Key);

    private static string? License(string? packageFolder, string id, string version)
    {
        var description = packageFolder is null ? null : Path.Combine(packageFolder, id.ToLowerInvariant(), version.ToLowerInvariant(), $"{id.ToLowerInvariant()}.nuspec");
        return description is null || !File.Exists(description)
            ? null
            : XDocument.Load(description).Descendants()
                .FirstOrDefault(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression")?.Value;
    }
}
