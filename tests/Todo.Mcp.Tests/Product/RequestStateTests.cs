using System.Text.Json.Nodes;
using Todo.Backend.Accounts;
using Todo.Backend.Mcp.Approvals;
using Todo.Backend.Operations;
using Todo.Hosting;
using Todo.Hosting.Settings;

namespace Todo.Mcp.Tests.Product;

/// <summary>The key of request states: what replicas share, through a rotation.</summary>
[Trait("rule", "A9")]
public sealed class RequestStateTests
{
    private static readonly Caller Ann = new(7, "ann", Scopes.Session, TimeZoneInfo.Utc, Door.Mcp);
    private static readonly DateTimeOffset End = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Approval = Guid.NewGuid();

    private static JsonObject Arguments => new() { ["a"] = 1, ["b"] = new JsonObject { ["c"] = "d", ["e"] = null } };

    [Fact]
    public void A_state_gives_back_what_was_signed_whatever_the_order_of_the_arguments()
    {
        var states = States(new AuthenticationSettings { KeyEncryptionKey = new Secret("key one") });
        var state = states.Sign(Approval, End, Ann, "delete_tasks", Arguments);
        var turned = new JsonObject { ["b"] = new JsonObject { ["e"] = null, ["c"] = "d" }, ["a"] = 1 };

        Assert.Equal((Approval, End), states.Open(state, Ann, "delete_tasks", turned));
    }

    [Fact]
    public void Another_user_tool_or_argument_opens_nothing()
    {
        var states = States(new AuthenticationSettings { KeyEncryptionKey = new Secret("key one") });
        var state = states.Sign(Approval, End, Ann, "delete_tasks", Arguments);
        var other = Arguments;
        other["a"] = 2;

        Assert.Null(states.Open(state, Ann with { UserId = 8 }, "delete_tasks", Arguments));
        Assert.Null(states.Open(state, Ann, "delete_task", Arguments));
        Assert.Null(states.Open(state, Ann, "delete_tasks", other));
        Assert.Null(states.Open(state, Ann, "delete_tasks", new JsonObject { ["a"] = "1", ["b"] = Arguments["b"]!.DeepClone() }));
    }

    [Fact]
    public void A_rotation_leaves_what_is_under_way()
    {
        var state = States(new AuthenticationSettings { KeyEncryptionKey = new Secret("key one") }).Sign(Approval, End, Ann, "delete_tasks", Arguments);

        Assert.NotNull(States(new AuthenticationSettings { KeyEncryptionKey = new Secret("key two"), KeyEncryptionKeyPrevious = new Secret("key one") }).Open(state, Ann, "delete_tasks", Arguments));
        Assert.Null(States(new AuthenticationSettings { KeyEncryptionKey = new Secret("key two") }).Open(state, Ann, "delete_tasks", Arguments));
    }

    [Fact]
    public void Any_secret_that_replicas_share_will_do_and_without_one_nothing_is_signed()
    {
        var gateway = new RequestStates(new AuthenticationSettings(), new ServiceSettings { GatewayKey = new Secret("the gateway's") });

        Assert.True(gateway.CanSign);
        Assert.True(States(new AuthenticationSettings { Secret = new Secret("signs") }).CanSign);
        Assert.NotNull(gateway.Open(gateway.Sign(Approval, End, Ann, "undo", []), Ann, "undo", []));
        Assert.False(States(new AuthenticationSettings()).CanSign);
    }

    private static RequestStates States(AuthenticationSettings settings) => new(settings, new ServiceSettings());
}
