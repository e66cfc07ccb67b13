using System.Net;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Journeys;

/// <summary>Outside development everything is TLS.</summary>
[Collection(Staging.Name)]
[Trait("rule", "C13")]
public sealed class TlsTests(StagingInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task Plain_http_only_redirects()
    {
        using var http = installation.Site.PlainClient();

        using var page = await http.GetAsync(new Uri("/sign-in", UriKind.Relative), Cancellation);
        using var api = await http.GetAsync(new Uri("/api/tasks", UriKind.Relative), Cancellation);

        Assert.All((HttpResponseMessage[])[page, api], answer => Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode));
        Assert.Equal($"{installation.Site.Origin}/sign-in", page.Headers.Location!.ToString());
    }

    [Proof]
    public async Task The_certificate_is_that_of_the_secret_and_browsers_are_told_to_stay()
    {
        using var http = installation.Site.Client();

        using var page = await http.GetAsync(new Uri("/sign-in", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("max-age=", Assert.Single(page.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
    }
}
