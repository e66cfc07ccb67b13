using Todo.Cli.Output;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Images;

/// <summary>Brings images into a cluster that pulls from no registry: minikube, kind, or by a command of one's own.</summary>
internal sealed class ImageLoader(ContainerTool tool)
{
    /// <summary>The environment's default for <c>--load-command</c>.</summary>
    public const string CommandVariable = "TODO_LOAD_COMMAND";

    /// <summary>
    /// Loads every image of the set. With a command, that is run by the shell for each archive, whose path stands for <c>{file}</c> or comes
    /// last; otherwise the kubectl context (null: the current one) says which cluster it is.
    /// </summary>
    public async Task LoadAsync(ImageSet set, string? context, string? command, CancellationToken cancellation)
    {
        command ??= Environment.GetEnvironmentVariable(CommandVariable) is { Length: > 0 } given ? given : null;
        var load = await TargetAsync(context, command, cancellation);
        if (load is null)
        {
            Lines.Progress("Docker Desktop runs what Docker has: there is nothing to load.");
            return;
        }

        foreach (var image in ImageSet.All)
        {
            var reference = set.Reference(image);
            if (await tool.FindImageAsync(reference, cancellation) is null)
            {
                throw new UserException($"There is no image {reference}: ./todo images build makes it.");
            }

            await LoadAsync(reference, load, cancellation);
        }
    }

    private async Task LoadAsync(string reference, Func<string, string[]> load, CancellationToken cancellation)
    {
        var folder = Path.Combine(Home.Sources, "artifacts", "images");
        Directory.CreateDirectory(folder);
        var archive = Path.Combine(folder, reference[(reference.LastIndexOf('/') + 1)..].Replace(':', '_') + ".tar");
        File.Delete(archive);
        try
        {
            await tool.SaveAsync(reference, archive, cancellation);
            Lines.Progress($"== {reference} into the cluster");
            var arguments = load(archive);
            var code = await Child.RunAsync(new ChildStart(reference, arguments[0], arguments[1..]) { SharesConsole = true }, cancellation);
            if (code != 0)
            {
                throw new FailureException($"{string.Join(' ', arguments)} ended with exit code {code}; the lines above say why.");
            }
        }
        finally
        {
            File.Delete(archive);
        }
    }

    // How an archive is loaded; null where nothing needs to be.
    private static async Task<Func<string, string[]>?> TargetAsync(string? context, string? command, CancellationToken cancellation)
    {
        if (command is not null)
        {
            return archive => ["sh", "-c", command.Contains("{file}", StringComparison.Ordinal) ? command.Replace("{file}", $"'{archive}'", StringComparison.Ordinal) : $"{command} '{archive}'"];
        }

        context ??= await CurrentContextAsync(cancellation);
        return context switch
        {
            "docker-desktop" => null,
            _ when context.StartsWith("kind-", StringComparison.Ordinal) => archive => ["kind", "load", "image-archive", archive, "--name", context["kind-".Length..]],
            _ when Tool.IsOnPath("minikube") => archive => ["minikube", "--profile", context, "image", "load", archive],
            _ => throw new UserException($"The cluster of the context '{context}' is none of minikube, kind and Docker Desktop: give --load-command (or {CommandVariable}), or push the images to a registry that it pulls from."),
        };
    }

    private static async Task<string> CurrentContextAsync(CancellationToken cancellation)
    {
        try
        {
            return await Tool.RunAsync("kubectl", ["config", "current-context"], cancellation);
        }
        catch (ToolException error)
        {
            throw new UserException($"kubectl names no cluster ({error.Message}): choose one by kubectl config use-context, or give --load-command.");
        }
    }
}
