using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Todo.Testing;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>One ring for all replicas, readable by none but the frontend.</summary>
[Trait("rule", "A12")]
public sealed class KeyRingTests
{
    [Fact]
    public async Task Replicas_that_start_at_once_on_an_empty_ring_read_each_other_s_cookies()
    {
        await using var backend = await TestBackend.StartAsync();
        var frontends = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(backend)));
        try
        {
            foreach (var from in frontends)
            {
                var sealedText = Protector(from).Protect("a session");
                foreach (var to in frontends)
                {
                    Assert.Equal("a session", Protector(to).Unprotect(sealedText));
                }
            }

            await using var db = backend.Database.Context();
            var element = Assert.Single(await db.KeyRing.AsNoTracking().ToListAsync());
            Assert.Contains("sealed", element.Element, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", element.Element, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            foreach (var frontend in frontends)
            {
                await frontend.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task The_previous_key_still_opens_the_ring_and_another_does_not()
    {
        await using var backend = await TestBackend.StartAsync();
        string sealedText;
        await using (var before = await StartAsync(backend))
        {
            sealedText = Protector(before).Protect("a session");
        }

        const string next = "the next data-protection key, long enough too";
        await using (var rotated = await StartAsync(backend, ("FRONTEND_DATA_PROTECTION_KEY", next), ("FRONTEND_DATA_PROTECTION_KEY_PREVIOUS", TestFrontend.DataProtectionKey)))
        {
            Assert.Equal("a session", Protector(rotated).Unprotect(sealedText));
        }

        // It sealed the ring anew: with the next rotation, which forgets the first key, sessions stay as well. A replica of before goes on.
        const string last = "the last data-protection key, long enough as well";
        await using (var twice = await StartAsync(backend, ("FRONTEND_DATA_PROTECTION_KEY", last), ("FRONTEND_DATA_PROTECTION_KEY_PREVIOUS", next)))
        {
            Assert.Equal("a session", Protector(twice).Unprotect(sealedText));
        }

        await using (var late = await StartAsync(backend))
        {
            Assert.Equal("a session", Protector(late).Unprotect(sealedText));
        }

        await using var stranger = await StartAsync(backend, ("FRONTEND_DATA_PROTECTION_KEY", "a key that never was one of this ring's"));
        Assert.ThrowsAny<Exception>(() => Protector(stranger).Unprotect(sealedText));
    }

    [Fact]
    public async Task The_ring_is_closed_to_whoever_lacks_the_credential_and_not_on_the_public_port()
    {
        await using var backend = await TestBackend.StartAsync();
        using var client = new HttpClient();
        using var withoutKey = await client.GetAsync(new Uri(backend.InternalAddress, "/internal/key-ring"));
        Assert.False(withoutKey.IsSuccessStatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(backend.Address, "/internal/key-ring"));
        request.Headers.Add("X-Todo-Gateway", TestBackend.GatewayKey);
        using var publicPort = await client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, publicPort.StatusCode);
    }

    private static Task<TestFrontend> StartAsync(TestBackend backend, params (string Name, string Value)[] settings) =>
        TestFrontend.StartAsync(
            backend.Address, backend.InternalAddress, settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.Ordinal));

    private static IDataProtector Protector(TestFrontend frontend) =>
        frontend.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
