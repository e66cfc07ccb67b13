using System.Net;

namespace Todo.Cli.Tests.Run;

public sealed class UsersTests
{
    [Fact]
    [Trait("rule", "A14")]
    public async Task Accounts_are_listed_disabled_enabled_and_given_roles_while_Todo_runs()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Run(temp.Below("data"));
        using var ann = new Visitor(await run.ReadyAsync());
        await ann.SignUpAsync("ann@example.org");
        await ann.AddAsync("Buy milk");

        Assert.Contains("\tann@example.org\tAnn\tuser\tactive\t", await UsersAsync("list"), StringComparison.Ordinal);
        await UsersAsync("disable", "Ann@Example.org");
        await UsersAsync("grant", "admin", "ann@example.org");
        Assert.Contains("\tann@example.org\tAnn\tadmin\tdisabled\t", await UsersAsync("list"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await ann.SignInStatusAsync("ann@example.org"));

        await UsersAsync("enable", "ann@example.org");
        await ann.SignInAsync("ann@example.org");
        Assert.Equal(["Buy milk"], await ann.TitlesAsync());

        var code = Assert.Single((await UsersAsync("reset-password", "ann@example.org")).Split('\n'), line => line.Length > 20 && !line.Contains(' ', StringComparison.Ordinal));
        await ann.SetPasswordAsync(code, "another horse, another stable");
        Assert.Equal(HttpStatusCode.Unauthorized, await ann.SignInStatusAsync("ann@example.org"));

        await using var unknown = await TodoProcess.ToEndAsync(null, "users", "disable", "bob@example.org", "--data", temp.Below("data"));
        Assert.Equal(2, await unknown.ExitedAsync());
        Assert.StartsWith("There is no user 'bob@example.org'", Assert.Single(unknown.Errors), StringComparison.Ordinal);

        async Task<string> UsersAsync(params string[] words)
        {
            await using var command = await TodoProcess.ToEndAsync(null, ["users", .. words, "--data", temp.Below("data")]);
            Assert.True(await command.ExitedAsync() == 0, command.Everything);
            return command.Everything;
        }
    }
}
