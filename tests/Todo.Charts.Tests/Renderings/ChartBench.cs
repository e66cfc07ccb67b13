using System.Collections.Concurrent;
using Todo.Charts.Tests.Manifests;
using Todo.Cli;
using Todo.Cli.Charts;

[assembly: AssemblyFixture(typeof(Todo.Charts.Tests.Renderings.ChartBench))]

namespace Todo.Charts.Tests.Renderings;

/// <summary>Renders by the helms of this machine, each combination once. Without a helm the tests that ask are skipped.</summary>
public sealed class ChartBench : IAsyncDisposable
{
    private readonly Lazy<Task<IReadOnlyList<Helm>>> helms = new(() => Helm.OnPathAsync(CancellationToken.None));
    private readonly ConcurrentDictionary<string, Lazy<Task<ChartCopy>>> copies = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> texts = new();

    /// <summary>All helms; the test is skipped where there is none.</summary>
    public async Task<IReadOnlyList<Helm>> HelmsAsync()
    {
        var found = await helms.Value;
        Assert.SkipWhen(found.Count == 0, "There is no helm on the PATH: install helm 3.10 or later, or 4, to render the charts.");
        return found;
    }

    /// <summary>The copy that this helm works on.</summary>
    public Task<ChartCopy> CopyAsync(Helm helm) =>
        copies.GetOrAdd(helm.Program, _ => new(() => ChartCopy.MakeAsync(helm, Sources.Charts, CancellationToken.None))).Value;

    /// <summary>The objects, by the first helm.</summary>
    public async Task<IReadOnlyList<Manifest>> ManifestsAsync(Combination combination) =>
        [.. Yaml.Documents(await TextAsync((await HelmsAsync())[0], combination)).Select(json => new Manifest(json))];

    /// <summary>What helm writes for a combination, with more arguments, such as --set.</summary>
    public Task<string> TextAsync(Helm helm, Combination combination, params string[] more) =>
        texts.GetOrAdd($"{helm.Program} {combination.Name} {string.Join(' ', more)}", _ => new(() => RenderAsync(helm, combination, more))).Value;

    /// <summary>What helm says when it refuses; null when it renders.</summary>
    public async Task<string?> RefusalAsync(Combination combination, params string[] more)
    {
        try
        {
            await TextAsync((await HelmsAsync())[0], combination, more);
            return null;
        }
        catch (UserException error)
        {
            return error.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var copy in copies.Values)
        {
            (await copy.Value).Dispose();
        }
    }

    private async Task<string> RenderAsync(Helm helm, Combination combination, string[] more)
    {
        string[] fixture = combination.Fixture is null ? [] : ["--values", combination.Fixture];
        return await (await CopyAsync(helm)).RenderAsync(combination.Base, [.. fixture, .. more], CancellationToken.None);
    }
}
