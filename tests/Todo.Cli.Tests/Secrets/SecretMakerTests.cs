using Todo.Cli.Secrets;

namespace Todo.Cli.Tests.Secrets;

[Trait("rule", "E5")]
public sealed class SecretMakerTests
{
    private static readonly SecretScope Scope = new("todo", "here", "todo-database", "todo");
    private static readonly SecretKind[] First = [.. SecretCatalog.All.Where(kind => kind.IsMadeAtFirst)];

    [Fact]
    public async Task Absent_ones_are_made_and_stay_as_they_are_the_next_time()
    {
        await using var server = await ApiServer.StartAsync();
        using var cluster = server.Client();

        await new SecretMaker(cluster, _ => { }).MakeAsync(Scope, First, CancellationToken.None);
        var before = server.Secrets.ToDictionary(pair => pair.Key, pair => pair.Value.ToJsonString(), StringComparer.Ordinal);
        await new SecretMaker(cluster, _ => { }).MakeAsync(Scope, First, CancellationToken.None);

        Assert.Equal(First.Select(Scope.Of).Order(StringComparer.Ordinal), before.Keys.Order(StringComparer.Ordinal));
        Assert.All(before, pair => Assert.Equal(pair.Value, server.Secrets[pair.Key].ToJsonString()));
        Assert.Matches(
            "^postgres://todo_a:[A-Za-z0-9]{32}@todo-database:5432/todo\\?sslmode=verify-full&sslrootcert=/run/secrets/todo/database-tls/ca.crt$",
            server.Values("todo-database-app")["url"]);
        Assert.StartsWith("postgres://todo_owner:", server.Values("todo-database-owner")["url"], StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(server.Values("todo-gateway")["key"]).Length);
        Assert.Equal(server.Values("todo-gateway")["key"], server.Values("todo-gateway")["key-previous"]);
        Assert.Equal(server.Values("todo-database-ca")["ca.crt"], server.Values("todo-database-tls")["ca.crt"]);
        Assert.False(server.Values("todo-database-tls").ContainsKey("ca.key"));
    }

    [Fact]
    public async Task One_that_lacks_a_key_is_named_left_alone_and_no_obstacle_to_the_others()
    {
        await using var server = await ApiServer.StartAsync();
        using var cluster = server.Client();
        server.Put("todo-gateway", ("key", "a"));
        server.Put("todo-backup", ("key", "a"), ("key-previous", ""));

        var failure = await Assert.ThrowsAsync<FailureException>(() => new SecretMaker(cluster, _ => { }).MakeAsync(Scope, First, CancellationToken.None));

        Assert.Contains("todo-gateway lacks the key key-previous", failure.Message, StringComparison.Ordinal);
        Assert.Contains("todo-backup has nothing in its key key-previous", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Values("todo-gateway"));
        Assert.Equal(First.Length, server.Secrets.Count);
    }

    [Fact]
    public async Task What_only_people_know_is_asked_for_by_name()
    {
        await using var server = await ApiServer.StartAsync();
        using var cluster = server.Client();

        var failure = await Assert.ThrowsAsync<FailureException>(() => new SecretMaker(cluster, _ => { }).MakeAsync(Scope, [SecretCatalog.Find("model")], CancellationToken.None));

        Assert.Contains("todo-model is missing", failure.Message, StringComparison.Ordinal);
        Assert.Throws<UserException>(() => SecretCatalog.Find("modell"));
    }

    [Fact]
    public async Task A_refusal_is_tried_again_as_a_right_may_come_into_force_later()
    {
        await using var server = await ApiServer.StartAsync();
        using var cluster = server.Client();
        server.Refusals = 2;

        await new SecretMaker(cluster, _ => { }).MakeAsync(Scope, [SecretCatalog.Find("gateway")], CancellationToken.None);

        Assert.Single(server.Secrets);
    }

    [Fact]
    public async Task No_token_goes_to_a_server_of_another_authority()
    {
        await using var server = await ApiServer.StartAsync(Certificates.MakeAuthority("other", TimeProvider.System)[Certificates.AuthorityCertificate]);
        using var cluster = server.Client();

        var failure = await Assert.ThrowsAsync<FailureException>(() => cluster.FindAsync("todo-gateway", CancellationToken.None));

        Assert.Contains("certificate", failure.Message, StringComparison.OrdinalIgnoreCase);
    }
}
