using System.Security.Cryptography;
using System.Text;

namespace Todo.Cli.Images;

/// <summary>The files that images are built from, which <c>.dockerignore</c> lets in; as a copy it lasts until it is disposed of.</summary>
internal sealed class BuildSources : IDisposable
{
    private static readonly string[] Files =
        [".dockerignore", "BannedSymbols.txt", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Dockerfile", "LICENSE", "global.json"];

    private BuildSources(string folder) => Folder = folder;

    public string Folder { get; }

    public static BuildSources Copy(string sources)
    {
        var copy = new BuildSources(Directory.CreateTempSubdirectory("todo-build-").FullName);
        foreach (var file in Of(sources))
        {
            var target = Path.Combine(copy.Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(sources, file), target);
        }

        return copy;
    }

    /// <summary>Twelve hexadecimal digits of all that is built and of what it is built on.</summary>
    public static string Fingerprint(string sources, BaseImages bases)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{bases.Sdk}\n{bases.Runtime}\n"));
        foreach (var file in Of(sources))
        {
            var content = File.ReadAllBytes(Path.Combine(sources, file));
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n{content.Length}\n"));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // Paths below the folder, in order.
    private static IEnumerable<string> Of(string sources) =>
        Directory.EnumerateFiles(Path.Combine(sources, "src"), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(sources, path))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or ".env" or "Todo.ScriptedModel"))
            .Concat(Files.Where(file => File.Exists(Path.Combine(sources, file))))
            .Order(StringComparer.Ordinal);
}
