namespace Todo.Testing;

/// <summary>Files that are written from code and checked in.</summary>
public static class CheckedIn
{
    private const string Write = "TODO_WRITE_GENERATED";

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Throws when the file is not what the code gives now; with TODO_WRITE_GENERATED=1 it is written instead.</summary>
    /// <param name="path">From the repository's root.</param>
    /// <param name="text">What it must hold.</param>
    public static void Verify(string path, string text)
    {
        var file = Path.Combine(Root, path);
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            File.WriteAllText(file, text);
            return;
        }

        var present = File.Exists(file) ? File.ReadAllText(file) : "";
        if (present == text)
        {
            return;
        }

        var lines = present.Split('\n');
        var wanted = text.Split('\n');
        var at = Enumerable.Range(0, wanted.Length).FirstOrDefault(i => i >= lines.Length || lines[i] != wanted[i]);
        throw new InvalidOperationException(
            $"{path} is not what the code gives now, from line {at + 1}: '{(at < lines.Length ? lines[at] : "")}' should be '{wanted[at]}'. Run this test with {Write}=1 and commit the file.");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Todo.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("There is no Todo.slnx above the tests: run them inside the repository.");
    }
}
