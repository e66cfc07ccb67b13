using System.Text.Json.Nodes;
using Todo.Cli.Secrets;

namespace Todo.Cli.Tests.Secrets;

[Trait("rule", "E2")]
public sealed class SecretRotationTests
{
    private static readonly SecretScope Scope = new("todo", "here", "todo-database", "todo");

    [Theory]
    [InlineData("backend-keys", "key-encryption-key")]
    [InlineData("frontend-keys", "data-protection-key")]
    [InlineData("gateway", "key")]
    [InlineData("auth", "secret")]
    public async Task A_key_becomes_the_one_before_until_the_overlap_ends(string kind, string key)
    {
        await using var server = await ApiServer.StartAsync();
        server.Put($"todo-{kind}", (key, "old"), (key + "-previous", "older"));

        await RotateAsync(server, kind, Overlap.Keep);
        var rotated = server.Values($"todo-{kind}");
        Assert.Equal("old", rotated[key + "-previous"]);
        Assert.Equal(32, Convert.FromBase64String(rotated[key]).Length);

        await RotateAsync(server, kind, Overlap.End);
        Assert.Equal([rotated[key], rotated[key]], server.Values($"todo-{kind}").Values);

        await RotateAsync(server, kind, Overlap.None);
        Assert.NotEqual(rotated[key], server.Values($"todo-{kind}")[key]);
        Assert.Equal(server.Values($"todo-{kind}")[key], server.Values($"todo-{kind}")[key + "-previous"]);
    }

    [Fact]
    public async Task The_applications_login_alternates_and_all_else_of_its_URLs_stays()
    {
        await using var server = await ApiServer.StartAsync();
        server.Put("todo-database-app", ("url", "postgres://todo_a:one@pooler:6432/todo?sslmode=require"), ("direct-url", "postgresql://todo_a:one@db/todo"));

        await RotateAsync(server, "database-app", Overlap.Keep);
        Assert.Matches(@"^postgres://todo_b:\w{32}@pooler:6432/todo\?sslmode=require$", server.Values("todo-database-app")["url"]);
        Assert.Matches(@"^postgresql://todo_b:\w{32}@db/todo$", server.Values("todo-database-app")["direct-url"]);
        Assert.Equal(Password(server, "url"), Password(server, "direct-url"));

        await RotateAsync(server, "database-app", Overlap.Keep);
        Assert.StartsWith("postgres://todo_a:", server.Values("todo-database-app")["url"], StringComparison.Ordinal);
        Assert.NotEqual("one", Password(server, "url"));
    }

    [Fact]
    public async Task The_owner_keeps_the_name_and_gets_a_password()
    {
        await using var server = await ApiServer.StartAsync();
        server.Put("todo-database-owner", ("url", "postgres://somebody:one@db:5432/todo"));

        await RotateAsync(server, "database-owner", Overlap.Keep);

        Assert.Matches(@"^postgres://somebody:\w{32}@db:5432/todo$", server.Values("todo-database-owner")["url"]);
    }

    [Theory]
    [InlineData("postgres://todo:one@db/todo", "only todo_a and todo_b")]
    [InlineData("Host=db;Username=todo_a;Password=one", "is not of the form")]
    public async Task A_URL_that_it_does_not_understand_stays(string url, string reason)
    {
        await using var server = await ApiServer.StartAsync();
        server.Put("todo-database-app", ("url", url));

        var refusal = await Assert.ThrowsAsync<UserException>(() => RotateAsync(server, "database-app", Overlap.Keep));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(url, server.Values("todo-database-app")["url"]);
    }

    [Fact]
    public async Task Of_two_at_once_one_fails_and_undoes_nothing()
    {
        await using var server = await ApiServer.StartAsync();
        server.Put("todo-gateway", ("key", "old"), ("key-previous", "old"));
        server.BeforeChange = () => server.Put("todo-gateway", ("key", "theirs"), ("key-previous", "old"));

        var failure = await Assert.ThrowsAsync<FailureException>(() => RotateAsync(server, "gateway", Overlap.Keep));

        Assert.Contains("was changed meanwhile", failure.Message, StringComparison.Ordinal);
        Assert.Equal("theirs", server.Values("todo-gateway")["key"]);
    }

    [Fact]
    public async Task What_an_operator_keeps_is_rotated_where_it_comes_from()
    {
        await using var server = await ApiServer.StartAsync();
        server.Put("todo-gateway", ("key", "old"), ("key-previous", "old"));
        server.Secrets["todo-gateway"]["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "ExternalSecret", ["name"] = "todo-gateway" });

        var refusal = await Assert.ThrowsAsync<UserException>(() => RotateAsync(server, "gateway", Overlap.Keep));

        Assert.Contains("ExternalSecret todo-gateway", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup", nameof(Overlap.None))]
    [InlineData("model", nameof(Overlap.Keep))]
    [InlineData("database-ca", nameof(Overlap.Keep))]
    [InlineData("database-app", nameof(Overlap.None))]
    public async Task What_would_lose_something_is_refused(string kind, string overlap)
    {
        await using var server = await ApiServer.StartAsync();

        await Assert.ThrowsAsync<UserException>(() => RotateAsync(server, kind, Enum.Parse<Overlap>(overlap)));
    }

    [Fact]
    public async Task Labels_and_what_others_wrote_stay_and_the_time_is_noted()
    {
        await using var server = await ApiServer.StartAsync();
        server.Put("todo-gateway", ("key", "old"), ("key-previous", "old"), ("theirs", "kept"));
        server.Secrets["todo-gateway"]["metadata"]!["annotations"]!["somebody"] = "else";

        await RotateAsync(server, "gateway", Overlap.Keep);

        var metadata = server.Secrets["todo-gateway"]["metadata"]!;
        Assert.Equal("kept", server.Values("todo-gateway")["theirs"]);
        Assert.Equal("else", (string?)metadata["annotations"]!["somebody"]);
        Assert.Equal("todo-cli", (string?)metadata["labels"]!["app.kubernetes.io/managed-by"]);
        Assert.NotNull((string?)metadata["annotations"]![SecretObject.RotatedAt]);
    }

    private static async Task RotateAsync(ApiServer server, string kind, Overlap overlap)
    {
        using var cluster = server.Client();
        await new SecretRotation(cluster, TimeProvider.System, _ => { }).RotateAsync(Scope, SecretCatalog.Find(kind), overlap, CancellationToken.None);
    }

    private static string Password(ApiServer server, string key) => server.Values("todo-database-app")[key].Split(':', '@')[2];
}
