using System.Net;
using Microsoft.AspNetCore.Http;
using Todo.Hosting.Network;
using Todo.Hosting.Settings;

namespace Todo.Hosting.Tests.Network;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.9", "1.2.3.4", "203.0.113.9")] // an untrusted peer may say what it wants
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9")] // what the client itself wrote stands to the left
    [InlineData("10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9")]
    [InlineData("10.0.0.1", "10.0.0.8,10.0.0.7", "10.0.0.8")]
    [InlineData("10.0.0.1", "203.0.113.9:4711", "203.0.113.9")]
    [InlineData("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.1", "203.0.113.9, unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", ",,", "10.0.0.1")]
    [InlineData("fd00::1", "203.0.113.9", "203.0.113.9")]
    public void Forwarded_addresses_are_walked_from_the_right_through_trusted_proxies(string peer, string? forwarded, string expected)
    {
        var settings = new ServiceSettings { TrustedProxies = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")] };
        Assert.Equal(expected, Apply(settings, isBehindGateway: false, peer, forwarded).Connection.RemoteIpAddress!.ToString());
    }

    [Theory]
    [InlineData("key", true)]
    [InlineData("kez", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void The_gateway_is_believed_by_its_credential_only(string? credential, bool believed)
    {
        var settings = new ServiceSettings { GatewayKey = new Secret("key") };
        var context = Apply(settings, isBehindGateway: true, "127.0.0.1", "203.0.113.9", credential, "https");
        Assert.Equal(believed ? "203.0.113.9" : "127.0.0.1", context.Connection.RemoteIpAddress!.ToString());
        Assert.Equal(believed, context.IsFromGateway());
        Assert.Equal(believed ? "https" : "http", context.Request.Scheme);
        Assert.False(context.Request.Headers.ContainsKey(ClientAddress.GatewayHeader));
    }

    [Fact]
    public void A_service_that_is_not_behind_the_gateway_believes_no_credential()
    {
        var settings = new ServiceSettings { GatewayKey = new Secret("key") };
        Assert.False(Apply(settings, isBehindGateway: false, "127.0.0.1", "203.0.113.9", "key").IsFromGateway());
    }

    [Fact]
    [Trait("rule", "E2")]
    public void The_previous_credential_still_holds_after_a_rotation()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "old");
            var time = new ManualTime();
            var settings = new ServiceSettings { GatewayKey = Secret.FromFile(file, time) };
            File.WriteAllText(file, "new");
            time.Advance(TimeSpan.FromSeconds(2));
            Assert.True(Apply(settings, isBehindGateway: true, "127.0.0.1", null, "new").IsFromGateway());
            Assert.True(Apply(settings, isBehindGateway: true, "127.0.0.1", null, "old").IsFromGateway());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("two", "one", true)]
    [InlineData("three", "two", true)]
    [InlineData("three", "one", true)]
    [InlineData("three", null, false)]
    [InlineData("three", "zero", false)]
    [InlineData("", "one", true)]
    public void Either_of_the_two_that_are_sent_may_be_either_of_the_two_that_are_known(string sent, string? before, bool believed)
    {
        var settings = new ServiceSettings { GatewayKey = new Secret("two"), GatewayKeyPrevious = new Secret("one") };
        var context = new DefaultHttpContext();
        context.Request.Headers[ClientAddress.GatewayHeader] = sent;
        if (before is not null)
        {
            context.Request.Headers[ClientAddress.PreviousGatewayHeader] = before;
        }

        new ClientAddress(settings, new ServiceOptions { IsBehindGateway = true }).Apply(context);

        Assert.Equal(believed, context.IsFromGateway());
        Assert.False(context.Request.Headers.ContainsKey(ClientAddress.GatewayHeader));
        Assert.False(context.Request.Headers.ContainsKey(ClientAddress.PreviousGatewayHeader));
    }

    [Theory]
    [InlineData("https", "https")]
    [InlineData("http, https", "https")]
    [InlineData("javascript", "http")]
    [InlineData("", "http")]
    public void The_scheme_comes_from_a_trusted_proxy(string forwarded, string scheme)
    {
        var settings = new ServiceSettings { TrustedProxies = [IPNetwork.Parse("10.0.0.0/8")] };
        Assert.Equal(scheme, Apply(settings, isBehindGateway: false, "10.0.0.1", null, null, forwarded).Request.Scheme);
        Assert.Equal("http", Apply(settings, isBehindGateway: false, "11.0.0.1", null, null, forwarded).Request.Scheme);
    }

    private static DefaultHttpContext Apply(
        ServiceSettings settings, bool isBehindGateway, string peer, string? forwarded, string? credential = null, string? scheme = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        Set(ClientAddress.ForwardedFor, forwarded);
        Set(ClientAddress.GatewayHeader, credential);
        Set(ClientAddress.ForwardedProto, scheme);
        new ClientAddress(settings, new ServiceOptions { IsBehindGateway = isBehindGateway }).Apply(context);
        return context;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                context.Request.Headers[name] = value;
            }
        }
    }
}
