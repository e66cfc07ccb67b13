using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Accounts.Codes;
using Todo.Testing;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>
/// Calls every operation of the document on a real backend in every way that its parts suggest: as described, without a token, on somebody
/// else's path, with a wrong body, and so on. What comes back is compared by <see cref="CheckedAnswers"/>.
/// </summary>
internal sealed class Walker : IDisposable
{
    private const string Password = "a long and winding road";

    private readonly TestBackend backend;
    private readonly ApiDescription description;
    private readonly HttpClient client;
    private TestUser user = null!;
    private string? reader;

    public Walker(TestBackend backend, ApiDescription description)
    {
        this.backend = backend;
        this.description = description;
        Answers = new CheckedAnswers(description);
        client = new HttpClient(Answers) { BaseAddress = backend.Address };
    }

    public CheckedAnswers Answers { get; }

    /// <summary>Before anything else: the user who asks.</summary>
    public async Task BeginAsync() => user = await TestUser.CreateAsync(backend);

    /// <summary>And a token of that user's that only reads.</summary>
    public async Task MakeReaderAsync() =>
        reader = (await SendForAsync("POST", "/api/tokens", """{"name":"Reader","scopes":["read"],"expires_in_days":1}""", user.Token))["token"]!.GetValue<string>();

    /// <summary>As described: with each of the examples of its body, or once without one.</summary>
    public async Task SucceedAsync(ApiOperation operation)
    {
        var bodies = description.Bodies(operation).SelectMany(body => body.Value!["examples"]!.AsObject().Select(example => (Type: body.Key, Json: example.Value!["value"]!))).ToList();
        foreach (var (type, json) in bodies)
        {
            var own = await PrepareAsync(operation, json.DeepClone().AsObject());
            var status = await SendAsync(operation, own, type, own.Json!.ToJsonString());
            Assert.True(status is >= 200 and < 300, $"{operation} with its own example {own.Json!.ToJsonString()} gave {status}");
        }

        if (bodies.Count == 0 || operation.Json["requestBody"]!["required"]!.GetValue<bool>() is false)
        {
            var status = await SendAsync(operation, await PrepareAsync(operation, null));
            Assert.True(status is >= 200 and < 300, $"{operation} gave {status}");
        }

        // Every parameter of the query with its example.
        var query = description.Parameters(operation).Where(parameter => In(parameter, "query") && Name(parameter) is not ("cursor" or "token")).ToList();
        if (query.Count > 0)
        {
            var prepared = await PrepareAsync(operation, null);
            foreach (var parameter in query)
            {
                var example = parameter["example"] is JsonArray array ? array[0]!.ToString() : parameter["example"]!.ToString();
                Assert.Equal(200, await SendAsync(operation, prepared with { Query = $"{Name(parameter)}={Uri.EscapeDataString(example.ToLowerInvariant() is "true" ? "true" : example)}" }));
            }
        }
    }

    public async Task RefuseTokensAsync(ApiOperation operation)
    {
        if (operation.IsAnonymous)
        {
            return;
        }

        var prepared = await PrepareAsync(operation, null);
        Assert.Equal(401, await SendAsync(operation, prepared with { Token = null }));
        Assert.Equal(401, await SendAsync(operation, prepared with { Token = "eyJhbGciOiJub25lIn0.e30." }));
    }

    public async Task RefuseOthersAsync(ApiOperation operation)
    {
        var prepared = await PrepareAsync(operation, null);
        if (operation.IsUserForm)
        {
            Assert.Equal(403, await SendAsync(operation, prepared with { UserId = "somebody-else" }));
        }

        // A token that reads changes nothing.
        if (Opens(operation, "accessToken") && !Opens(operation, "personalToken", "read"))
        {
            Assert.Equal(403, await SendAsync(operation, prepared with { Token = reader }));
        }
    }

    public async Task MissAsync(ApiOperation operation)
    {
        if (operation.Path.Contains("{id}", StringComparison.Ordinal))
        {
            foreach (var id in new[] { "999999999999", "x" })
            {
                var body = await PrepareAsync(operation, FirstExample(operation)?.AsObject());
                Assert.Equal(404, await SendAsync(operation, body with { Id = id, IfMatch = null }, FirstType(operation), body.Json?.ToJsonString()));
            }
        }
    }

    public async Task RefuseInputAsync(ApiOperation operation)
    {
        var prepared = await PrepareAsync(operation, null);
        if (FirstType(operation) is { } type)
        {
            Assert.Equal(400, await SendAsync(operation, prepared, type, "[]"));
            Assert.Equal(400, await SendAsync(operation, prepared, type, "{"));
            Assert.Equal(415, await SendAsync(operation, prepared, "text/plain", "title"));
            var limit = operation.Path.EndsWith("/import", StringComparison.Ordinal) ? 10 * 1024 * 1024 : 64 * 1024;
            Assert.Equal(413, await SendAsync(operation, prepared, type, $$"""{"title":"{{new string('x', limit)}}"}"""));
        }
        else if (description.Response(operation, 400) is not null)
        {
            var limit = description.Parameters(operation).Any(parameter => Name(parameter) == "limit");
            Assert.Equal(400, await SendAsync(operation, prepared with { Query = limit ? "limit=101" : "nonsense=1" }));
        }
    }

    public async Task RefuseVersionsAsync(ApiOperation operation)
    {
        if (description.Parameters(operation).Any(parameter => Name(parameter) == "If-Match"))
        {
            var prepared = await PrepareAsync(operation, FirstExample(operation)?.AsObject());
            Assert.Equal(412, await SendAsync(operation, prepared with { IfMatch = "\"1\"" }, FirstType(operation), prepared.Json?.ToJsonString()));
        }

        if (description.Parameters(operation).Any(parameter => Name(parameter) == "If-None-Match"))
        {
            Assert.Equal(304, await SendAsync(operation, await PrepareAsync(operation, null) with { IfNoneMatch = "*" }));
        }

        if (description.Parameters(operation).Any(parameter => Name(parameter) == "Idempotency-Key"))
        {
            var prepared = await PrepareAsync(operation, null) with { Key = Guid.NewGuid().ToString() };
            Assert.Equal(201, await SendAsync(operation, prepared, "application/json", """{"title":"One"}"""));
            Assert.Equal(422, await SendAsync(operation, prepared, "application/json", """{"title":"Two"}"""));
        }
    }

    /// <summary>What is particular to one operation: a message id with another text, another's conversation, one personal token too many.</summary>
    public async Task ConflictAsync(ApiOperation operation)
    {
        var prepared = new Prepared(user.Subject, null, user.Token, null);
        if (operation.Path.EndsWith("/chat", StringComparison.Ordinal) || operation.Path.EndsWith("/chat/stream", StringComparison.Ordinal))
        {
            var id = Guid.NewGuid();
            Assert.Equal(200, await SendAsync(operation, prepared, "application/json", $$"""{"message":"What's pending?","message_id":"{{id}}"}"""));
            Assert.Equal(422, await SendAsync(operation, prepared, "application/json", $$"""{"message":"What have I completed?","message_id":"{{id}}"}"""));
            Assert.Equal(404, await SendAsync(operation, prepared, "application/json", """{"message":"What's pending?","conversation_id":999999999999}"""));
        }
        else if (operation.Path.EndsWith("/undo", StringComparison.Ordinal))
        {
            Assert.Equal(404, await SendAsync(operation, prepared, "application/json", """{"turn":999999999999}"""));
            await backend.Database.ExecuteAsync("update journal set at = at - interval '31 days'");
            Assert.Equal(409, await SendAsync(operation, prepared));
        }
        else if (operation.Path.EndsWith("/approvals/{id}", StringComparison.Ordinal))
        {
            var waiting = await PrepareAsync(operation, null);
            Assert.Equal(200, await SendAsync(operation, waiting, "application/json", """{"approve":false}"""));
            Assert.Equal(409, await SendAsync(operation, waiting, "application/json", """{"approve":true}"""));
        }
        else if (operation.Id == "createToken")
        {
            var statuses = new List<int>();
            for (var i = 0; i < 110 && !statuses.Contains(409); i++)
            {
                statuses.Add(await SendAsync(operation, prepared, "application/json", """{"name":"One more","scopes":["read"],"expires_in_days":1}"""));
            }

            Assert.Contains(409, statuses);
        }
    }

    /// <summary>Until the limit answers, as it does at the second call where it is one.</summary>
    public async Task ExceedAsync(ApiOperation operation)
    {
        for (var i = 0; i < 50; i++)
        {
            if (await SendAsync(operation, new Prepared(user.Subject, "1", user.Token, null)) == 429)
            {
                return;
            }
        }

        Assert.Fail($"{operation} is never 429.");
    }

    /// <summary>With the database gone.</summary>
    public async Task<int> SendAnywayAsync(ApiOperation operation)
    {
        var json = FirstExample(operation);
        return await SendAsync(operation, new Prepared(user.Subject, "1", operation.IsAuth ? new string('x', 32) : user.Token, null), FirstType(operation), json?.ToJsonString());
    }

    public void Dispose()
    {
        client.Dispose();
        user.Client.Dispose();
    }

    // What an operation needs to be there, and the body made to fit it.
    private async Task<Prepared> PrepareAsync(ApiOperation operation, JsonObject? json)
    {
        var prepared = new Prepared(user.Subject, null, user.Token, json);
        if (operation.IsAuth)
        {
            return await PrepareAuthAsync(operation, prepared);
        }

        switch (operation.Path.Replace("/api/{user_id}/", "/api/", StringComparison.Ordinal))
        {
            case var path when path.StartsWith("/api/tasks/{id}", StringComparison.Ordinal):
                var task = await SendForAsync("POST", "/api/tasks", """{"title":"Here"}""", user.Token);
                if (path.EndsWith("/restore", StringComparison.Ordinal))
                {
                    using var deleted = await user.Client.DeleteAsync($"/api/tasks/{task["id"]}");
                }

                return prepared with { Id = $"{task["id"]}" };
            case "/api/chat/approvals/{id}":
                var asked = await SendForAsync("POST", "/api/tasks", """{"title":"Here"}""", user.Token);
                var waiting = await SendForAsync("POST", "/api/chat", $$"""{"message":"Delete task {{asked["id"]}}"}""", user.Token);
                return prepared with { Id = $"{waiting["approvals"]![0]!["id"]}" };
            case "/api/conversations/{id}":
            case "/api/chat/{id}/events":
            case "/api/chat/{id}/stop":
            case "/api/chat" when json is not null && json.ContainsKey("conversation_id"):
                var turn = await SendForAsync("POST", "/api/chat", """{"message":"What's pending?"}""", user.Token);
                if (json?["conversation_id"] is not null)
                {
                    json["conversation_id"] = turn["conversation_id"]!.DeepClone();
                    json["message_id"] = Guid.NewGuid().ToString();
                }

                return prepared with { Id = $"{turn["conversation_id"]}" };
            case "/api/undo" when json is not null && json.ContainsKey("turn"):
                await SendForAsync("POST", "/api/chat", """{"message":"Add a task to buy milk"}""", user.Token);
                await using (var db = backend.Database.Context())
                {
                    json["turn"] = db.Journal.Where(change => change.UserId == user.Id && change.Door == "chat").Max(change => change.Turn);
                }

                return prepared;
            case "/api/tokens/{id}":
                var token = await SendForAsync("POST", "/api/tokens", """{"name":"Here","scopes":["read"],"expires_in_days":1}""", user.Token);
                return prepared with { Id = $"{token["id"]}" };
            default:
                return prepared;
        }
    }

    private async Task<Prepared> PrepareAuthAsync(ApiOperation operation, Prepared prepared)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        if (operation.Path.EndsWith("/sign-up/email", StringComparison.Ordinal))
        {
            SetEmail(prepared.Json, email);
            return prepared with { Token = null };
        }

        var account = await SendForAsync("POST", "/api/auth/sign-up/email", new JsonObject { ["name"] = "Ada", ["email"] = email, ["password"] = Password }.ToJsonString(), null);
        if (operation.Path.EndsWith("/sign-in/email", StringComparison.Ordinal))
        {
            SetEmail(prepared.Json, email);
        }
        else if (operation.Path.EndsWith("/reset-password", StringComparison.Ordinal) && prepared.Json is { } json)
        {
            await using var db = backend.Database.Context();
            var subject = account["user"]!["id"]!.GetValue<string>();
            var id = db.Users.Single(row => row.Subject == subject).Id;
            json["token"] = await backend.Services.GetRequiredService<OneTimeCodes>().ResetPasswordAsync(id, TimeSpan.FromHours(1), CancellationToken.None);
        }

        return prepared with { Token = account["token"]!.GetValue<string>() };
    }

    private async Task<int> SendAsync(ApiOperation operation, Prepared prepared, string? type = null, string? body = null)
    {
        var path = operation.Path.Replace("{user_id}", prepared.UserId, StringComparison.Ordinal).Replace("{id}", prepared.Id ?? "1", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), prepared.Query is null ? path : $"{path}?{prepared.Query}");
        if (type is not null && body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

            // A body that is refused by its length is answered before it is sent: the answer must not be lost in a broken pipe.
            request.Headers.ExpectContinue = body.Length > 60_000;
        }

        request.Headers.Authorization = prepared.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        foreach (var (name, value) in new[] { ("If-Match", prepared.IfMatch), ("If-None-Match", prepared.IfNoneMatch), ("Idempotency-Key", prepared.Key) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }

    // What only prepares: it is compared too.
    private async Task<JsonNode> SendForAsync(string method, string path, string body, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent(body, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
        return JsonNode.Parse(text)!;
    }

    private string? FirstType(ApiOperation operation) => description.Bodies(operation).Select(body => body.Key).FirstOrDefault();

    private JsonNode? FirstExample(ApiOperation operation) =>
        description.Bodies(operation).Select(body => body.Value!["examples"]!.AsObject().First().Value!["value"]!.DeepClone()).FirstOrDefault();

    private static bool Opens(ApiOperation operation, string scheme, string? scope = null) =>
        operation.Json["security"]!.AsArray().Any(requirement => requirement![scheme] is JsonArray scopes && (scope is null || scopes.Any(one => one!.GetValue<string>() == scope)));

    private static void SetEmail(JsonObject? json, string email)
    {
        if (json is not null)
        {
            json["email"] = email;
        }
    }

    private static string Name(JsonObject parameter) => parameter["name"]!.GetValue<string>();

    private static bool In(JsonObject parameter, string place) => parameter["in"]!.GetValue<string>() == place;

    private sealed record Prepared(string UserId, string? Id, string? Token, JsonObject? Json)
    {
        public string? Query { get; init; }
        public string? IfMatch { get; init; }
        public string? IfNoneMatch { get; init; }
        public string? Key { get; init; }
    }
}
