using System.Net;
using Todo.Hosting.Network;
using Todo.Testing;

namespace Todo.Backend.Tests.Gates;

/// <summary>What belongs to one port does not exist on the others.</summary>
[Trait("rule", "A13")]
public sealed class ListenerTests(GateFixture gate) : IClassFixture<GateFixture>
{
    [Fact]
    public void Each_port_has_these_and_no_other() =>
        Assert.Equal(
            ["internal GET /internal/key-ring", "internal POST /internal/key-ring", "metrics GET /metrics"],
            gate.Endpoints.Where(endpoint => !endpoint.IsPublic).Select(endpoint => $"{endpoint.Listener} {endpoint}").Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_endpoint_is_on_its_own_port_only()
    {
        (string Name, Uri Address)[] ports = [(Listener.Public, gate.Backend.Address), (Listener.Metrics, gate.MetricsAddress), ("internal", gate.Backend.InternalAddress)];
        using var client = new HttpClient();
        foreach (var endpoint in gate.Endpoints)
        {
            foreach (var port in ports)
            {
                using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), new Uri(port.Address, gate.PathOf(endpoint)));
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gate.User.Token}");
                request.Headers.Add(ClientAddress.GatewayHeader, TestBackend.GatewayKey);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var text = response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
                var isMissing = response.StatusCode == HttpStatusCode.NotFound && !text.Contains("\"detail\"", StringComparison.Ordinal);

                // A task, conversation or token 1 is not there either: those paths are looked at from the other ports alone.
                if (endpoint.Listener == Listener.Any || endpoint.Listener == port.Name)
                {
                    Assert.True(!isMissing || endpoint.Path.Contains("{id}", StringComparison.Ordinal), $"{endpoint} is missing on its own port {port.Name}");
                }
                else
                {
                    Assert.True(isMissing, $"{endpoint} answers {(int)response.StatusCode} on the port {port.Name}");
                }
            }
        }
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task The_internal_port_wants_the_frontends_credential_and_no_users()
    {
        using var client = new HttpClient { BaseAddress = gate.Backend.InternalAddress };
        foreach (var endpoint in gate.Endpoints.Where(endpoint => endpoint.Listener == "internal"))
        {
            using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.Path);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gate.User.Token}");
            using var response = await client.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }
}
