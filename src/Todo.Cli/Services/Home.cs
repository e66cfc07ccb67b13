namespace Todo.Cli.Services;

/// <summary>Where this product lies on the disk.</summary>
internal static class Home
{
    /// <summary>The folder of the sources.</summary>
    public static string Sources { get; } = Above(AppContext.BaseDirectory, "Todo.slnx");

    /// <summary>The published program of a project: beside our own, as `./todo` builds them together.</summary>
    public static string Program(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, project + ".dll");
        return File.Exists(program) ? program : throw new UserException($"The program {program} is missing. Start this command by ./todo, which builds it.");
    }

    private static string Above(string folder, string marker)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, marker)))
            {
                return at.FullName;
            }
        }

        throw new UserException($"{folder} lies in no copy of Todo's sources. Start this command by ./todo.");
    }
}
