namespace Todo.Cli.Images.Bom;

/// <summary>A NuGet package whose files are in a program.</summary>
/// <param name="Sha512">Of the package's content as NuGet hashes it, in base64: the lock file's.</param>
/// <param name="Uses">Ids of the packages that it needs itself.</param>
/// <param name="License">SPDX expression of the package's own description; null where it has none or is not on this machine.</param>
internal sealed record Package(string Id, string Version, string Sha512, IReadOnlyList<string> Uses, string? License)
{
    /// <summary>https://github.com/package-url/purl-spec: the name of a package in every ecosystem.</summary>
    public string Purl => $"pkg:nuget/{Id}@{Version}";
}
