using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Tests.OpenApi;
using Todo.Testing;

namespace Todo.Backend.Tests.Gates;

/// <summary>One backend for the gates, which change nothing.</summary>
public sealed class GateFixture : IAsyncLifetime
{
    public TestBackend Backend { get; private set; } = null!;

    public TestUser User { get; private set; } = null!;

    /// <summary>Every endpoint of every port.</summary>
    internal IReadOnlyList<MappedEndpoint> Endpoints { get; private set; } = [];

    public Uri MetricsAddress { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Backend = await TestBackend.StartAsync();
        User = await TestUser.CreateAsync(Backend);
        Endpoints = MappedEndpoint.Of(Backend);
        MetricsAddress = new Uri(Backend.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(1));
    }

    public ValueTask DisposeAsync() => Backend.DisposeAsync();

    /// <summary>The endpoint with its parameters filled in.</summary>
    internal string PathOf(MappedEndpoint endpoint, string? userId = null) =>
        endpoint.Path.Replace("{user_id}", userId ?? User.Subject, StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
}
