using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Todo.Cli.Images.Bom;

/// <summary>
/// A software bill of materials as CycloneDX 1.6 JSON (https://cyclonedx.org/docs/1.6/json/). It has no time, and its serial number is made of
/// its content: the same program gives the same bytes.
/// </summary>
internal static class CycloneDx
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text, with a line's end.</summary>
    /// <param name="program">The program's name, such as <c>Todo.Backend</c>.</param>
    /// <param name="version">Its version.</param>
    /// <param name="baseImage">What the image stands on: a reference with tag, digest or both.</param>
    public static string Write(string program, string version, IReadOnlyList<Package> packages, string baseImage)
    {
        var root = $"pkg:generic/{program}@{version}";
        var container = Container(baseImage);
        var known = packages.ToDictionary(package => package.Id, package => package.Purl, StringComparer.OrdinalIgnoreCase);
        var content = new JsonObject
        {
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = root, ["name"] = program, ["version"] = version, ["licenses"] = License("Apache-2.0") },
            },
            ["components"] = new JsonArray([container, .. packages.Select(Component)]),
            ["dependencies"] = new JsonArray(
            [
                Dependency(root, [(string)container["bom-ref"]!, .. packages.Select(package => package.Purl)]),
                .. packages.Select(package => Dependency(package.Purl, package.Uses.Where(known.ContainsKey).Select(id => known[id]))),
            ]),
        };
        var whole = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = SerialNumber(content.ToJsonString(Format)),
        };
        foreach (var (name, value) in content)
        {
            whole[name] = value!.DeepClone();
        }

        return whole.ToJsonString(Format) + "\n";
    }

    private static JsonObject Component(Package package)
    {
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = package.Purl,
            ["name"] = package.Id,
            ["version"] = package.Version,
            ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(package.Sha512)) }),
        };
        if (package.License is { } license)
        {
            component["licenses"] = License(license);
        }

        component["purl"] = package.Purl;
        return component;
    }

    // mcr.microsoft.com/dotnet/aspnet:10.0@sha256:0123… : each part but the name may be missing.
    private static JsonObject Container(string reference)
    {
        var digest = reference.Split('@') is [_, var after] ? after : null;
        var name = reference.Split('@')[0];
        var colon = name.LastIndexOf(':');
        var tag = colon > name.LastIndexOf('/') ? name[(colon + 1)..] : null;
        name = tag is null ? name : name[..colon];
        var component = new JsonObject { ["type"] = "container", ["bom-ref"] = $"image:{reference}", ["name"] = name, ["version"] = tag ?? digest ?? "unknown" };
        if (digest is not null && digest.StartsWith("sha256:", StringComparison.Ordinal))
        {
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = digest["sha256:".Length..] });
        }

        return component;
    }

    private static JsonObject Dependency(string from, IEnumerable<string> to) =>
        new() { ["ref"] = from, ["dependsOn"] = new JsonArray([.. to.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]) };

    // An expression covers the single licence too.
    private static JsonArray License(string expression) => new(new JsonObject { ["expression"] = expression });

    // RFC 9562, section 5.8: a UUID of version 8 is what its maker says, here a hash.
    private static string SerialNumber(string content)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(content))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return $"urn:uuid:{new Guid(bytes, bigEndian: true)}";
    }
}
