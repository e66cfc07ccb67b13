using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Todo.Cli.Secrets;

/// <summary>
/// In a pod: the API server by HTTPS, with the service account's token and authority. A NetworkPolicy or a Role made a moment ago
/// may not be in force yet, so a refusal is tried again for half a minute.
/// </summary>
internal sealed class ApiCluster : ISecretCluster
{
    private const string HostVariable = "KUBERNETES_SERVICE_HOST";
    private const string PortVariable = "KUBERNETES_SERVICE_PORT";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string account;
    private readonly string @namespace;
    private readonly TimeProvider time;
    private readonly X509Certificate2Collection authorities = [];
    private readonly SocketsHttpHandler handler;
    private readonly HttpClient http;

    /// <param name="account">The folder of the service account: token, ca.crt, namespace.</param>
    public ApiCluster(Uri server, string account, string @namespace, TimeProvider time)
    {
        this.account = account;
        this.@namespace = @namespace;
        this.time = time;
        authorities.ImportFromPemFile(Path.Combine(account, "ca.crt"));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(authorities);
        handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
            ConnectTimeout = TimeSpan.FromSeconds(3),
            UseProxy = false,
        };
        http = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>Where Kubernetes puts token, authority and namespace of a pod that may have them.</summary>
    public const string Account = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The API server of the cluster that we run in; null outside of one.</summary>
    public static Uri? Server =>
        Environment.GetEnvironmentVariable(HostVariable) is { Length: > 0 } host && File.Exists(Path.Combine(Account, "token"))
            ? new UriBuilder(Uri.UriSchemeHttps, host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host, int.Parse(Environment.GetEnvironmentVariable(PortVariable) ?? "443", System.Globalization.CultureInfo.InvariantCulture)).Uri
            : null;

    public async Task<SecretObject?> FindAsync(string name, CancellationToken cancellation)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, name, null, cancellation);
        return status switch
        {
            HttpStatusCode.OK => new SecretObject(JsonNode.Parse(body)!.AsObject()),
            HttpStatusCode.NotFound => null,
            _ => throw Failure(status, body),
        };
    }

    public async Task<bool> CreateAsync(SecretObject secret, CancellationToken cancellation) =>
        await ChangeAsync(HttpMethod.Post, "", secret, cancellation);

    public async Task<bool> ReplaceAsync(SecretObject secret, CancellationToken cancellation) =>
        await ChangeAsync(HttpMethod.Put, secret.Name, secret, cancellation);

    public void Dispose()
    {
        http.Dispose();
        handler.Dispose();
        foreach (var authority in authorities)
        {
            authority.Dispose();
        }
    }

    private async Task<bool> ChangeAsync(HttpMethod method, string name, SecretObject secret, CancellationToken cancellation)
    {
        var (status, body) = await SendAsync(method, name, secret.ToJson(), cancellation);
        return (int)status is >= 200 and < 300 || (status == HttpStatusCode.Conflict ? false : throw Failure(status, body));
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string name, string? json, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            string reason;
            try
            {
                var answer = await SendOnceAsync(method, name, json, cancellation);
                if (answer.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests) && (int)answer.Status < 500)
                {
                    return answer;
                }

                reason = Message(answer.Status, answer.Body);
            }
            catch (HttpRequestException e) when (e.InnerException is AuthenticationException untrusted)
            {
                throw new FailureException($"{http.BaseAddress} is not the API server that this pod's ca.crt names, or its certificate has run out: {untrusted.Message}");
            }
            catch (HttpRequestException e)
            {
                reason = e.InnerException?.Message ?? e.Message;
            }
            catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
            {
                reason = "no answer";
            }

            if (time.GetElapsedTime(start) > Patience)
            {
                throw new FailureException($"The API server {http.BaseAddress} does not do it, tried for {Patience.TotalSeconds:0} s: {reason}. Check the NetworkPolicy (egress.apiServer) and the Role of this pod's service account.");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> SendOnceAsync(HttpMethod method, string name, string? json, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/api/v1/namespaces/{@namespace}/secrets{(name.Length > 0 ? "/" + name : "")}", UriKind.Relative));

        // Read each time: the kubelet renews it.
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(account, "token"), cancellation)).Trim());
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, MediaTypeNames.Application.Json);
        }

        using var answer = await http.SendAsync(request, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    private static FailureException Failure(HttpStatusCode status, string body) => new($"The API server refuses: {Message(status, body)}.");

    // A Status object; its message names the object, never a value.
    private static string Message(HttpStatusCode status, string body)
    {
        try
        {
            return $"{(int)status} {JsonNode.Parse(body)?["message"]}";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return $"{(int)status}";
        }
    }
}
