using System.Globalization;
using Todo.Cli.Processes;

namespace Todo.Cli.Images;

/// <summary>docker(1) with its engine.</summary>
internal sealed class Docker : ContainerTool
{
    public override string Name => "docker";

    public override Task BuildAsync(ImageBuild build, CancellationToken cancellation) => RunAsync(
        build.Reference,
        "docker",
        [
            "build", "--target", build.Target, "--tag", build.Reference,
            .. build.Platform is null ? (string[])[] : ["--platform", build.Platform],
            .. BuildArguments(build), "--file", Path.Combine(build.Folder, "Dockerfile"), build.Folder,
        ],
        cancellation);

    public override async Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellation)
    {
        if (!(await ReferencesAsync(reference, cancellation)).Contains(reference, StringComparer.Ordinal))
        {
            return null;
        }

        var fields = (await Tool.RunAsync("docker", ["image", "inspect", "--format", "{{.Id}} {{.Created}}", reference], cancellation)).Split(' ');
        return new LocalImage(reference, fields[0], DateTimeOffset.Parse(fields[1], CultureInfo.InvariantCulture));
    }

    public override async Task<IReadOnlyList<string>> ReferencesAsync(string prefix, CancellationToken cancellation)
    {
        var lines = await Tool.RunAsync("docker", ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"], cancellation);
        return [.. lines.Split('\n').Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public override Task SaveAsync(string reference, string file, CancellationToken cancellation) =>
        Tool.RunAsync("docker", ["image", "save", "--output", file, reference], cancellation);

    public override async Task<bool> IsPushedAsync(string reference, CancellationToken cancellation)
    {
        try
        {
            await Tool.RunAsync("docker", ["manifest", "inspect", reference], cancellation);
            return true;
        }
        catch (ToolException missing) when (missing.Message.Contains("no such manifest", StringComparison.Ordinal) || missing.Message.Contains("manifest unknown", StringComparison.Ordinal))
        {
            return false;
        }
    }

    public override async Task<string> PushAsync(string reference, string destination, CancellationToken cancellation)
    {
        await Tool.RunAsync("docker", ["image", "tag", reference, destination], cancellation);
        await RunAsync(destination, "docker", ["push", destination], cancellation);
        var pushed = await Tool.RunAsync("docker", ["image", "inspect", "--format", "{{range .RepoDigests}}{{println .}}{{end}}", destination], cancellation);
        var repository = destination[..destination.LastIndexOf(':')];
        return pushed.Split('\n').Single(name => name.StartsWith(repository + "@", StringComparison.Ordinal))[(repository.Length + 1)..];
    }

    protected override string[] Inspect(string reference) => ["image", "inspect", reference];
}
