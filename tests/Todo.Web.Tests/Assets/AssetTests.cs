using System.Net;
using System.Text.RegularExpressions;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Assets;

[Trait("rule", "A20")]
public sealed partial class AssetTests(Site site)
{
    [Fact]
    public async Task Fingerprinted_assets_are_kept_for_ever_and_pages_not_at_all()
    {
        using var client = site.Frontend.Client();
        using var page = await client.GetAsync("/sign-up");
        Assert.Contains("no-store", page.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        var addresses = Address().Matches(await page.Content.ReadAsStringAsync()).Select(match => match.Groups["path"].Value).ToList();
        Assert.Equal(3, addresses.Count);
        foreach (var address in addresses)
        {
            using var asset = await client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", asset.Headers.CacheControl?.ToString());
            using var again = new HttpRequestMessage(HttpMethod.Get, address);
            again.Headers.IfNoneMatch.Add(asset.Headers.ETag!);
            using var notModified = await client.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, notModified.StatusCode);
        }
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("identity", null)]
    public async Task Assets_are_compressed_as_the_browser_takes_them(string accepted, string? encoding)
    {
        using var client = site.Frontend.Client();
        var address = Address().Match(await client.GetTextAsync("/sign-in")).Groups["path"].Value;
        var css = Address().Matches(await client.GetTextAsync("/sign-in")).Select(match => match.Groups["path"].Value).First(path => path.EndsWith(".css", StringComparison.Ordinal));
        Assert.NotEqual("", address);
        using var request = new HttpRequestMessage(HttpMethod.Get, css);
        request.Headers.AcceptEncoding.ParseAdd(accepted);
        using var response = await client.SendAsync(request);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/css", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_cdn_is_named_in_pages_with_integrity_and_the_policy_follows()
    {
        await using var frontend = await TestFrontend.StartAsync(
            site.Backend.Address,
            site.Backend.InternalAddress,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["FRONTEND_ASSET_ORIGIN"] = "https://cdn.todo.example" });
        using var client = frontend.Client();
        using var response = await client.GetAsync("/sign-up");
        var html = await response.Content.ReadAsStringAsync();
        Assert.Matches("<link rel=\"stylesheet\" href=\"https://cdn.todo.example/assets/app\\.[0-9a-f]+\\.css\" integrity=\"sha256-[^\"]+\" crossorigin=\"anonymous\"", WebUtility.HtmlDecode(html));
        Assert.Matches("<script type=\"module\" src=\"https://cdn.todo.example/assets/time-zone\\.[0-9a-f]+\\.js\" integrity=\"sha256-", WebUtility.HtmlDecode(html));
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self' https://cdn.todo.example; style-src 'self' https://cdn.todo.example;", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:href|src)=\"(?<path>/assets/[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
