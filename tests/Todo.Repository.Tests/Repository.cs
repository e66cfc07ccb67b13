namespace Todo.Repository.Tests;

/// <summary>The files under review: the working copy that these tests were built from.</summary>
internal static class Repository
{
    // What tools make and git ignores.
    private static readonly string[] Made = [".git", "artifacts", "node_modules", "bin", "obj", "data"];

    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>Paths relative to the root, with slashes, of all files that are not made by a tool, in order.</summary>
    public static IReadOnlyList<string> Files(Func<string, bool> isWanted) =>
        [.. Walk(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')).Where(isWanted).Order(StringComparer.Ordinal)];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(
            folder.EnumerateDirectories().Where(child => !Made.Contains(child.Name, StringComparer.Ordinal)).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Todo.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Todo.slnx above {AppContext.BaseDirectory}: run the tests from a working copy.");
    }
}
