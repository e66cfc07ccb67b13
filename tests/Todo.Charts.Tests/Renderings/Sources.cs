namespace Todo.Charts.Tests.Renderings;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Sources
{
    public static string Root { get; } = Above(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Charts { get; } = Path.Combine(Root, "charts");

    public static string Fixtures { get; } = Path.Combine(Root, "tests", "Todo.Charts.Tests", "Fixtures");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Above(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Todo.slnx")) ? folder.FullName
        : Above(folder.Parent ?? throw new InvalidOperationException("There is no Todo.slnx above the tests: run them inside the repository."));
}
