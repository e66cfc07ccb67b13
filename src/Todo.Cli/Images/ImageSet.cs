namespace Todo.Cli.Images;

/// <summary>One image that the Dockerfile makes: its target there and its name, without prefix and tag.</summary>
internal sealed record ImageName(string Target, string Name);

/// <summary>The images of one state of the sources: all under one prefix (<c>localhost</c>, <c>ghcr.io/todo</c>) and with one tag.</summary>
internal sealed record ImageSet(string Prefix, string Tag)
{
    /// <summary>The prefix of what is built and has not been pushed.</summary>
    public const string Local = "localhost";

    public static IReadOnlyList<ImageName> All { get; } =
        [new("backend", "todo-backend"), new("frontend", "todo-frontend"), new("mcp", "todo-mcp"), new("cli", "todo-cli")];

    /// <summary>Such as <c>localhost/todo-backend:dev-1a2b3c4</c>.</summary>
    public IEnumerable<string> References => All.Select(Reference);

    /// <summary>Built from changes that are in no commit.</summary>
    public bool IsOfChanges => Tag.StartsWith(TreeState.ChangedPrefix, StringComparison.Ordinal);

    /// <summary>A release's, <c>v1.2.3</c>.</summary>
    public bool IsOfRelease => Tag.StartsWith('v');

    public string Reference(ImageName image) => $"{Prefix}/{image.Name}:{Tag}";
}
