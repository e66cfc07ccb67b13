using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Todo.Cli.Secrets;

namespace Todo.Cli.Tests.Secrets;

/// <summary>
/// What the commands need of a Kubernetes API server, over real HTTPS: Secrets by name, versions, a token. Its certificate is one of ours.
/// A real one is asked in the proofs on a cluster.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const string Path = "/api/v1/namespaces/here/secrets";
    private readonly TempFolder account = new();
    private readonly WebApplication app;
    private readonly X509Certificate2 certificate;
    private int version;

    private ApiServer(string? trusted)
    {
        var authority = Certificates.MakeAuthority("api", TimeProvider.System);
        certificate = Sign(authority);
        File.WriteAllText(System.IO.Path.Combine(account.Path, "ca.crt"), trusted ?? authority[Certificates.AuthorityCertificate]);
        File.WriteAllText(System.IO.Path.Combine(account.Path, "token"), "the account's token\n");

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>The Secrets, by name.</summary>
    public ConcurrentDictionary<string, JsonObject> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>So many requests are refused with 403 first, as by a Role that is not in force yet.</summary>
    public int Refusals { get; set; }

    /// <summary>Runs between a read and the next change.</summary>
    public Action BeforeChange { get; set; } = () => { };

    public static async Task<ApiServer> StartAsync(string? trusted = null)
    {
        var server = new ApiServer(trusted);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>The product's own client.</summary>
    public ApiCluster Client()
    {
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new ApiCluster(new UriBuilder(Uri.UriSchemeHttps, "127.0.0.1", address.Port).Uri, account.Path, "here", TimeProvider.System);
    }

    public IReadOnlyDictionary<string, string> Values(string name) => new SecretObject(Secrets[name]).Values;

    public void Put(string name, params (string Key, string Value)[] values)
    {
        var json = JsonNode.Parse(SecretObject.Make(name, "todo", values.ToDictionary(pair => pair.Key, pair => pair.Value)).ToJson())!.AsObject();
        Store(name, json);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        certificate.Dispose();
        account.Dispose();
    }

    // By address, as a cluster's own is.
    private static X509Certificate2 Sign(Dictionary<string, string> authority)
    {
        using var issuer = X509Certificate2.CreateFromPem(authority[Certificates.AuthorityCertificate], authority[Certificates.AuthorityKey]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=api", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.Create(issuer, new DateTimeOffset(issuer.NotBefore), new DateTimeOffset(issuer.NotAfter), [1]);
        return made.CopyWithPrivateKey(key);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var name = context.Request.Path.Value![Path.Length..].TrimStart('/');
        if (context.Request.Headers.Authorization != "Bearer the account's token")
        {
            context.Response.StatusCode = 401;
        }
        else if (Refusals > 0)
        {
            Refusals--;
            context.Response.StatusCode = 403;
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = Secrets.TryGetValue(name, out var found) ? 200 : 404;
            await context.Response.WriteAsync(found?.ToJsonString() ?? "{}");
        }
        else
        {
            BeforeChange();
            var json = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            var wanted = (string)json["metadata"]!["name"]!;
            var present = Secrets.GetValueOrDefault(wanted);
            var isFree = HttpMethods.IsPost(context.Request.Method)
                ? present is null
                : (string?)present?["metadata"]!["resourceVersion"] == (string?)json["metadata"]!["resourceVersion"];
            context.Response.StatusCode = isFree ? 201 : 409;
            if (isFree)
            {
                Store(wanted, json);
            }
        }
    }

    private void Store(string name, JsonObject json)
    {
        json["metadata"]!["resourceVersion"] = $"{Interlocked.Increment(ref version)}";
        Secrets[name] = json;
    }
}
