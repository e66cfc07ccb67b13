using System.Text.Json.Nodes;
using Todo.Cli.Processes;

namespace Todo.Cli.Images;

/// <summary>buildah(1): needs no engine, and inside a sandbox no rights to make containers.</summary>
internal sealed class Buildah : ContainerTool
{
    // As root in a sandbox there are no namespaces to be had; the person's own choice stands.
    private static readonly string[] Environment =
        System.Environment.GetEnvironmentVariable("BUILDAH_ISOLATION") is { Length: > 0 } || System.Environment.UserName != "root" ? [] : ["BUILDAH_ISOLATION=chroot"];

    public override string Name => "buildah";

    // The docker format keeps the HEALTHCHECK, which OCI's has no place for.
    public override Task BuildAsync(ImageBuild build, CancellationToken cancellation) => RunAsync(
        build.Reference,
        "env",
        [
            .. Environment, "buildah", "bud", "--format", "docker", "--layers", "--target", build.Target, "--tag", build.Reference,
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

        var image = JsonNode.Parse(await Tool.RunAsync("buildah", ["inspect", "--type", "image", reference], cancellation))!;
        return new LocalImage(reference, $"sha256:{(string)image["FromImageID"]!}", image["Docker"]!["created"]!.GetValue<DateTimeOffset>());
    }

    public override async Task<IReadOnlyList<string>> ReferencesAsync(string prefix, CancellationToken cancellation)
    {
        var images = JsonNode.Parse(await Tool.RunAsync("buildah", ["images", "--json"], cancellation)) as JsonArray ?? [];
        return [.. images.SelectMany(image => image!["names"] as JsonArray ?? []).Select(name => (string)name!).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
    }

    public override Task SaveAsync(string reference, string file, CancellationToken cancellation) =>
        Tool.RunAsync("buildah", ["push", "--quiet", reference, $"docker-archive:{file}:{reference}"], cancellation);

    public override async Task<bool> IsPushedAsync(string reference, CancellationToken cancellation)
    {
        try
        {
            await Tool.RunAsync("buildah", ["manifest", "inspect", $"docker://{reference}"], cancellation);
            return true;
        }
        catch (ToolException missing) when (missing.Message.Contains("manifest unknown", StringComparison.Ordinal) || missing.Message.Contains("name unknown", StringComparison.Ordinal))
        {
            return false;
        }
    }

    public override async Task<string> PushAsync(string reference, string destination, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            await RunAsync(destination, "buildah", ["push", "--digestfile", file, reference, $"docker://{destination}"], cancellation);
            return (await File.ReadAllTextAsync(file, cancellation)).Trim();
        }
        finally
        {
            File.Delete(file);
        }
    }

    protected override string[] Inspect(string reference) => ["inspect", "--type", "image", reference];
}
