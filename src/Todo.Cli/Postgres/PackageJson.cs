using System.Text.Json.Serialization;

namespace Todo.Cli.Postgres;

/// <summary>One line of the package's <c>pg-symlinks.json</c>; both are paths inside the package.</summary>
internal sealed record Symlink(string Source, string Target);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Symlink[]))]
internal sealed partial class PackageJson : JsonSerializerContext;
