using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Todo.Backend.Tests.Journal;
using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>Two backends as processes of their own on one database, which has gates, with one scripted model.</summary>
public sealed class TwoProcesses : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly BackendProcess[] processes = new BackendProcess[2];

    public TestDatabase Database { get; private set; } = null!;

    public ScriptedModelServer Model { get; private set; } = null!;

    internal BackendProcess First => processes[0];

    internal BackendProcess Second => processes[1];

    /// <summary>A lease short enough to wait for, and long enough for a busy machine; nobody gives up a model that a busy machine keeps waiting.</summary>
    private Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["BACKEND_AI_MODEL"] = "scripted",
        ["BACKEND_AI_ENDPOINT"] = Model.Endpoint.AbsoluteUri,
        ["BACKEND_AI_TIMEOUT"] = "5m",
        ["BACKEND_AI_TURN_TIMEOUT"] = "10m",
        ["BACKEND_CHAT_LEASE"] = "5s",
        ["BACKEND_AI_USER_TOKENS_PER_DAY"] = "2000000000",
        ["BACKEND_AI_TOKENS_PER_DAY"] = "2000000000",
        ["BACKEND_DATABASE_STATEMENT_TIMEOUT"] = "60s",
        ["BACKEND_LOG_LEVEL"] = "error",
    };

    internal BackendProcess this[int index] => processes[index];

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        await Gate.BuildAsync(Database);
        Model = await ScriptedModelServer.StartAsync(Script.Empty);
        await Task.WhenAll(StartAsync(0), StartAsync(1));
    }

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(processes, process => process.Dispose());
        await Model.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>In place of one that has ended.</summary>
    public async Task StartAsync(int index)
    {
        var ended = processes[index];
        processes[index] = await BackendProcess.StartAsync(Database, Settings);
        ended?.Dispose();
    }

    /// <summary>A user; whose token is made by a backend that is gone at once.</summary>
    public async Task<TestUser> UserAsync()
    {
        await using var backend = await TestBackend.StartAsync(Database);
        var user = await TestUser.CreateAsync(backend);
        user.Client.Dispose();
        return user;
    }

    /// <summary>Until the database gives a row.</summary>
    public async Task UntilAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        using var patience = new CancellationTokenSource(Patience);
        while (await command.ExecuteScalarAsync(patience.Token) is null)
        {
            await Task.Delay(Look, patience.Token);
        }
    }

    /// <summary>Until that has ended, while the model hangs no more.</summary>
    internal async Task ReleaseAsync(Task told)
    {
        while (!told.IsCompleted)
        {
            Model.Release();
            await Task.WhenAny(told, Task.Delay(Look));
        }

        await told;
    }

    /// <summary>Until the answer to this message has shown text.</summary>
    internal Task SpeaksAsync(ChatStream chat) =>
        UntilAsync($"select 1 from turn_events where turn_id = (select id from messages where message_id = '{chat.MessageId}') and kind = 'text'");

    /// <summary>Until an answer to this message is stored.</summary>
    internal Task IsAnsweredAsync(ChatStream chat) =>
        UntilAsync($"select 1 from messages where reply_to = (select id from messages where message_id = '{chat.MessageId}')");

    /// <summary>Until somebody else works on the turn of this message.</summary>
    internal Task IsTakenAsync(ChatStream chat) =>
        UntilAsync($"select 1 from turns where id = (select id from messages where message_id = '{chat.MessageId}') and attempts = 2");

    /// <summary>A conversation that has begun.</summary>
    internal static async Task<long> ConversationAsync(HttpClient client)
    {
        var answer = await SayAsync(client, null, "Hello");
        return (long)answer["conversation_id"]!;
    }

    internal static async Task<JsonNode> SayAsync(HttpClient client, long? conversation, string message, Guid? id = null)
    {
        using var response = await client.PostAsJsonAsync("/api/chat", new { conversation_id = conversation, message, message_id = id ?? Guid.NewGuid() });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    internal static async Task<long> AddAsync(HttpClient client, string title)
    {
        using var response = await client.PostAsJsonAsync("/api/tasks", new { title });
        response.EnsureSuccessStatusCode();
        return (long)(await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }
}
