using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>The configured model as a chat client. Nothing is ever sent anywhere but to its endpoint.</summary>
internal static class OpenAiModel
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // Connections are renewed so that a changed address of the endpoint is seen.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static IChatClient Create(AiSettings settings, TimeProvider time) =>
#pragma warning disable CA2000 // lives as long as the process
        Create(settings, time, new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            // A redirect would take the conversation and the key elsewhere.
            AllowAutoRedirect = false,
            UseCookies = false,
        });
#pragma warning restore CA2000

    public static IChatClient Create(AiSettings settings, TimeProvider time, HttpMessageHandler handler)
    {
#pragma warning disable CA2000, CA5399 // as above; certificates are checked as the platform does
        var http = new HttpClient(new ResponseLimit(handler)) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000, CA5399
        var options = new OpenAIClientOptions
        {
            Endpoint = settings.Endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new CallRetries(time),
            // The client's own deadline is the one that counts.
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            UserAgentApplicationId = "todo",
        };
#pragma warning disable OPENAI001 // the SDK may still change how a key is given; a pinned version does not
        var client = new ChatClient(settings.Model, new BearerKey(settings.ApiKey), options);
#pragma warning restore OPENAI001
        return new OpenAiChatClient(client, settings.Model!, settings.Endpoint, settings.Timeout, time);
    }
}
