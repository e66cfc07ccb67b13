using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Todo.Images.Tests;

/// <summary>What is in the images, in every layer of them, and what they say of themselves.</summary>
public sealed class ContentTests(BuiltImages images)
{
    private static readonly string[] Tools =
        ["sh", "ash", "bash", "dash", "busybox", "apt", "apt-get", "dpkg", "apk", "rpm", "tdnf", "microdnf", "curl", "wget", "sudo", "su", "csc.dll", "MSBuild.dll", "dotnet.dll"];

    private static readonly string[] Sources = [".cs", ".csproj", ".slnx", ".razor", ".sql", ".pdb", ".env", ".pem", ".key", ".pfx", ".lock.json"];

    private static readonly string[] Secrets = ["KEY", "SECRET", "PASSWORD", "TOKEN", "URL"];

    [Theory]
    [MemberData(nameof(BuiltImages.Targets), MemberType = typeof(BuiltImages))]
    [Trait("rule", "B1")]
    public async Task It_is_small(string target) => Assert.InRange(await images.SizeAsync(target), 30, 90);

    [Theory]
    [MemberData(nameof(BuiltImages.Targets), MemberType = typeof(BuiltImages))]
    [Trait("rule", "B3")]
    public async Task It_runs_as_a_number_and_by_its_own_program(string target)
    {
        var config = (await images.OfAsync(target)).Config;
        Assert.Equal("10001:10001", (string?)config["User"]);
        Assert.Equal("dotnet", (string?)config["Entrypoint"]![0]);
        var check = config["Healthcheck"]!["Test"]!.AsArray().Select(word => (string)word!).ToArray();
        Assert.Equal(["CMD", "dotnet"], check[..2]);
        Assert.Equal((string?)config["Entrypoint"]![1], check[2]);
    }

    [Theory]
    [MemberData(nameof(BuiltImages.Services), MemberType = typeof(BuiltImages))]
    [Trait("rule", "B3")]
    public async Task It_documents_its_ports(string target)
    {
        var ports = (await images.OfAsync(target)).Config["ExposedPorts"]!.AsObject().Select(port => port.Key).ToArray();
        Assert.Contains("8080/tcp", ports);
        Assert.Contains("9090/tcp", ports);
        Assert.Equal(target == "backend", ports.Contains("8081/tcp", StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(BuiltImages.Targets), MemberType = typeof(BuiltImages))]
    public async Task It_says_what_it_is(string target)
    {
        var labels = (await images.OfAsync(target)).Config["Labels"]!.AsObject();
        Assert.Equal($"todo-{target}", (string?)labels["org.opencontainers.image.title"]);
        Assert.Equal("Apache-2.0", (string?)labels["org.opencontainers.image.licenses"]);
        Assert.StartsWith("0.", (string?)labels["org.opencontainers.image.version"], StringComparison.Ordinal);
        Assert.Matches("^([0-9a-f]{40}(-dirty)?|unknown)$", (string)labels["org.opencontainers.image.revision"]!);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string)labels["org.opencontainers.image.created"]!);
        Assert.All(["description", "source"], name => Assert.NotNull(labels[$"org.opencontainers.image.{name}"]));
    }

    [Theory]
    [MemberData(nameof(BuiltImages.Targets), MemberType = typeof(BuiltImages))]
    [Trait("rule", "B2")]
    [Trait("rule", "B4")]
    public async Task No_layer_has_a_tool_a_source_a_secret_or_history(string target)
    {
        var content = await images.OfAsync(target);
        var files = content.Files.Where(file => file.Type is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.HardLink or TarEntryType.SymbolicLink).ToArray();
        Assert.Contains(files, file => file.Path.StartsWith("app/", StringComparison.Ordinal));
        Assert.Empty(files.Where(file => Tools.Contains(Path.GetFileName(file.Path), StringComparer.Ordinal)).Select(file => file.Path));
        Assert.Empty(files.Where(file => file.Path.Split('/').Contains(".git", StringComparer.Ordinal) || file.Path.Contains("/sdk/", StringComparison.Ordinal)).Select(file => file.Path));
        var ours = files.Where(file => file.Path.StartsWith("app/", StringComparison.Ordinal));
        Assert.Empty(ours.Where(file => Sources.Any(end => file.Path.EndsWith(end, StringComparison.Ordinal))).Select(file => file.Path));
        var environment = content.Config["Env"]!.AsArray().Select(entry => ((string)entry!).Split('=')[0]);
        Assert.DoesNotContain(environment, name => Secrets.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [MemberData(nameof(BuiltImages.Targets), MemberType = typeof(BuiltImages))]
    [Trait("rule", "B3")]
    public async Task Anybody_can_read_it_and_nobody_gains_rights(string target)
    {
        var files = (await images.OfAsync(target)).Files;
        Assert.Empty(files.Where(file => file.Type is TarEntryType.RegularFile && file.Mode.HasFlag(UnixFileMode.SetUser)).Select(file => file.Path));
        var ours = files.Where(file => file.Path.StartsWith("app/", StringComparison.Ordinal)).ToArray();
        Assert.Empty(ours.Where(file => !file.Mode.HasFlag(UnixFileMode.OtherRead) || file.Mode.HasFlag(UnixFileMode.OtherWrite) || file.Mode.HasFlag(UnixFileMode.GroupWrite)).Select(file => file.Path));
    }

    [Theory]
    [MemberData(nameof(BuiltImages.Targets), MemberType = typeof(BuiltImages))]
    [Trait("rule", "B5")]
    public async Task Its_bill_of_materials_names_every_assembly_that_is_not_ours(string target)
    {
        var app = Path.Combine((await images.OfAsync(target)).Root, "app");
        var bom = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(app, "sbom.cdx.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal("1.6", (string?)bom["specVersion"]);
        var libraries = bom["components"]!.AsArray().Where(part => (string)part!["type"]! == "library").ToArray();
        Assert.All(libraries, library => Assert.Equal(128, ((string)library!["hashes"]![0]!["content"]!).Length));
        Assert.Single(bom["components"]!.AsArray(), part => (string)part!["type"]! == "container");

        // Assembly by assembly, from what the program itself looks up when it starts.
        var deps = JsonNode.Parse(await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(app, "*.deps.json")), TestContext.Current.CancellationToken))!;
        var packages = deps["targets"]!.AsObject().Single(candidate => candidate.Value!.AsObject().Count > 0).Value!.AsObject()
            .Where(library => library.Value!["runtime"] is not null && !library.Key.StartsWith("Todo.", StringComparison.Ordinal) && !library.Key.StartsWith("todo/", StringComparison.Ordinal))
            .ToArray();
        var explained = packages.SelectMany(package => package.Value!["runtime"]!.AsObject()).Select(assembly => Path.GetFileName(assembly.Key)).ToArray();
        var foreign = Directory.GetFiles(app, "*.dll").Select(Path.GetFileName).Where(name => !name!.StartsWith("Todo.", StringComparison.Ordinal) && name != "todo.dll");
        Assert.Equal(foreign.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
        Assert.Equal(packages.Select(package => package.Key).Order(StringComparer.Ordinal), libraries.Select(library => $"{library!["name"]}/{library["version"]}").Order(StringComparer.Ordinal));
    }
}
