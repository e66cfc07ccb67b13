using Todo.Cli.Processes;

namespace Todo.Cli.Images;

/// <summary>One image to build: where from, which target, under which name, with which build arguments.</summary>
internal sealed record ImageBuild(string Folder, string Target, string Reference, string? Platform, IReadOnlyList<(string Name, string Value)> Arguments);

/// <summary>An image that is here. <paramref name="Id"/> is the digest of its configuration, which names its content on every machine.</summary>
internal sealed record LocalImage(string Reference, string Id, DateTimeOffset Created);

/// <summary>A program that builds images and keeps them: docker where its engine answers, otherwise buildah.</summary>
internal abstract class ContainerTool
{
    public abstract string Name { get; }

    /// <summary>Docker keeps images where local clusters and people look for them; buildah needs no engine.</summary>
    public static async Task<ContainerTool?> FindAsync(CancellationToken cancellation)
    {
        if (Tool.IsOnPath("docker"))
        {
            try
            {
                // The client alone is no use: it asks its engine.
                await Tool.RunAsync("docker", ["version", "--format", "{{.Server.Version}}"], cancellation);
                return new Docker();
            }
            catch (ToolException)
            {
                // Then buildah, if it is here.
            }
        }

        return Tool.IsOnPath("buildah") ? new Buildah() : null;
    }

    /// <summary>The same, or a <see cref="UserException"/> that says what to install.</summary>
    public static async Task<ContainerTool> RequireAsync(CancellationToken cancellation) =>
        await FindAsync(cancellation)
        ?? throw new UserException("Neither Docker's engine nor buildah can be reached: start Docker, or install buildah (apt-get install buildah).");

    /// <summary>Whether this image is on the machine, by tag or by digest.</summary>
    public async Task<bool> HasAsync(string reference, CancellationToken cancellation)
    {
        try
        {
            await Tool.RunAsync(Name, Inspect(reference), cancellation);
            return true;
        }
        catch (ToolException)
        {
            return false;
        }
    }

    /// <summary>Builds with the tool's output on ours; a <see cref="FailureException"/> when it fails.</summary>
    public abstract Task BuildAsync(ImageBuild build, CancellationToken cancellation);

    /// <summary>Null when there is none of this name.</summary>
    public abstract Task<LocalImage?> FindImageAsync(string reference, CancellationToken cancellation);

    /// <summary>All images whose name begins with this prefix.</summary>
    public abstract Task<IReadOnlyList<string>> ReferencesAsync(string prefix, CancellationToken cancellation);

    /// <summary>Writes a docker archive, which every cluster's tool can load.</summary>
    public abstract Task SaveAsync(string reference, string file, CancellationToken cancellation);

    /// <summary>Whether the registry has this tag already.</summary>
    public abstract Task<bool> IsPushedAsync(string reference, CancellationToken cancellation);

    /// <summary>Pushes under another name; gives the digest by which the registry knows it, <c>sha256:…</c>.</summary>
    public abstract Task<string> PushAsync(string reference, string destination, CancellationToken cancellation);

    /// <summary>The arguments that fail where there is no such image.</summary>
    protected abstract string[] Inspect(string reference);

    protected static IEnumerable<string> BuildArguments(ImageBuild build) => build.Arguments.SelectMany(argument => new[] { "--build-arg", $"{argument.Name}={argument.Value}" });

    /// <summary>A long command with its output on ours.</summary>
    protected static async Task RunAsync(string name, string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var code = await Child.RunAsync(new ChildStart(name, program, arguments) { SharesConsole = true }, cancellation);
        if (code != 0)
        {
            throw new FailureException($"{program} ended with exit code {code}; the lines above say why.");
        }
    }
}
