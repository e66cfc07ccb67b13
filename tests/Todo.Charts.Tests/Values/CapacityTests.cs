using Todo.Charts.Tests.Manifests;
using Todo.Charts.Tests.Policies;
using Todo.Charts.Tests.Renderings;

namespace Todo.Charts.Tests.Values;

/// <summary>What a development cluster must hold.</summary>
[Trait("rule", "C16")]
public sealed class CapacityTests(ChartBench bench)
{
    private const decimal Gibi = 1024m * 1024 * 1024;

    // Kept for Prometheus, Grafana, Jaeger and the logs' store, and for what Kubernetes itself runs.
    private const decimal ReservedCores = 1.5m;
    private const decimal ReservedMemory = 4 * Gibi;
    private const decimal ReservedDisk = 10 * Gibi;

    [Fact]
    public async Task Development_fits_4_cores_8_GB_and_20_GB_with_room_for_monitoring()
    {
        var most = await MostAsync("dev", "system-dev");

        Assert.InRange(most["requests.cpu"], 0, 4 - ReservedCores);
        Assert.InRange(most["requests.memory"], 0, (8_000_000_000 - ReservedMemory));
        Assert.InRange(most["requests.storage"] + most["requests.ephemeral-storage"], 0, 20_000_000_000 - ReservedDisk);
    }

    [Fact]
    public async Task Production_takes_more_and_so_the_sum_counts() =>
        Assert.True((await MostAsync("prod"))["requests.cpu"] > (await MostAsync("dev"))["requests.cpu"]);

    [Theory]
    [InlineData("500m", 0.5)]
    [InlineData("2", 2)]
    [InlineData("64Mi", 67108864)]
    [InlineData("1G", 1000000000)]
    [InlineData("", 0)]
    public void Amounts_are_read_as_Kubernetes_does(string text, double amount) => Assert.Equal((decimal)amount, Quantity.Of(text));

    private async Task<Dictionary<string, decimal>> MostAsync(params string[] names)
    {
        var sum = new Dictionary<string, decimal>();
        foreach (var name in names)
        {
            foreach (var (key, amount) in Capacity.Most(new Release(Combination.Named(name), await bench.ManifestsAsync(Combination.Named(name)))))
            {
                sum[key] = sum.GetValueOrDefault(key) + amount;
            }
        }

        return sum;
    }
}
