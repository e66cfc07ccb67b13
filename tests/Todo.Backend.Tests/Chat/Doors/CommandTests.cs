using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Doors;

/// <summary>The eight commands through one door: the tools that are called, the tasks that are stored, and a confirmation.</summary>
[Trait("rule", "A8")]
[Trait("rule", "A9")]
public abstract class CommandTests : IAsyncLifetime
{
    private protected abstract TestBackend Backend { get; }

    /// <summary>What to say, and what must come of it.</summary>
    public static TheoryData<string> Commands => [.. Command.All.Select(command => command.Says)];

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task It_is_done_and_confirmed(string says)
    {
        var command = Command.All.Single(each => each.Says == says);
        var home = await Household.CreateAsync(Backend);
        using var client = home.User.Client;
        var heard = await SayAsync(command, home);

        Assert.Equal(command.Tools, heard.Calls.Select(call => call.Name));
        Assert.Equal(home.Fill(command.Argument.Value), heard.Calls[^1].Arguments[command.Argument.Name]!.ToString());
        Assert.All(command.Confirms, name => Assert.Contains(name, heard.Text, StringComparison.Ordinal));
        Assert.All(command.Hides, name => Assert.DoesNotContain(name, heard.Text, StringComparison.Ordinal));
        Assert.Equal(command.Deletes && AsksBeforeOneDeletion, heard.Asked);
        Assert.Equal(command.After.Order(StringComparer.Ordinal), await home.TasksAsync());
    }

    /// <summary>By the setting that everybody begins with.</summary>
    private protected virtual bool AsksBeforeOneDeletion => true;

    private protected abstract Task<Heard> SayAsync(Command command, Household home);
}
