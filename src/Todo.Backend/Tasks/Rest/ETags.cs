using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Todo.Backend.Tasks.Rest;

/// <summary>Entity tags of tasks: the row's version in quotes, always strong (RFC 9110 8.8.3).</summary>
internal static class ETags
{
    public static string Of(uint version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// What If-Match asks for (RFC 9110 13.1.1). Comparison is strong, so weak tags and what is no tag of ours match nothing.
    /// </summary>
    public static VersionMatch IfMatch(StringValues header)
    {
        if (header.Count == 0)
        {
            return VersionMatch.Any;
        }

        var versions = new List<uint>();
        foreach (var tag in Tags(header))
        {
            if (tag is "*")
            {
                // It is there, or the answer is 404.
                return VersionMatch.Any;
            }

            if (Version(tag) is { } version)
            {
                versions.Add(version);
            }
        }

        return new VersionMatch(versions);
    }

    /// <summary>Whether If-None-Match names this version: compared weakly (RFC 9110 13.1.2).</summary>
    public static bool IfNoneMatchNames(StringValues header, uint version)
    {
        foreach (var tag in Tags(header))
        {
            if (tag is "*" || Version(tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag) == version)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Tags(StringValues header) =>
        header.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    // Our tags hold digits only, so that one with a comma inside, cut in two, is none of ours either way.
    private static uint? Version(string tag) =>
        tag.Length > 2 && tag[0] == '"' && tag[^1] == '"' && uint.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
}
