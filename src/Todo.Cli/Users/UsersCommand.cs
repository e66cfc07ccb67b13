using System.CommandLine;
using Todo.Cli.Output;
using Todo.Cli.Run;
using Todo.Cli.Services;

namespace Todo.Cli.Users;

/// <summary><c>todo users</c>: what the one who runs Todo does to accounts.</summary>
internal static class UsersCommand
{
    public static Command Create()
    {
        var data = RunCommand.DataOption();
        data.Recursive = true;
        return new Command("users", "Lists, disables and enables accounts, grants roles, invites people, and lets somebody who forgot a password set a new one.")
        {
            data,
            List(data),
            OfUser("disable", "Signs a user out everywhere and lets them sign in no more; their data stay.", data, user => $"{user} is disabled."),
            OfUser("enable", "Lets a disabled user sign in again.", data, user => $"{user} is enabled."),
            ResetPassword(data),
            Grant(data),
            Invite(data),
        };
    }

    private static Command List(Option<string> data)
    {
        var command = new Command("list", "All accounts, oldest first.");
        command.SetAction(async (parsed, cancellation) =>
        {
            EmbeddedDatabase.RequireData(parsed.GetValue(data)!);
            var rows = new Rows("id", "e-mail", "name", "role", "state", "since", "tasks");
            var code = await BackendVerb.RunAsync(parsed.GetValue(data)!, ["users", "list"], line => rows.Add(line.Split('\t')), cancellation);
            if (code == 0)
            {
                rows.Write();
            }

            return code;
        });
        return command;
    }

    private static Command OfUser(string verb, string description, Option<string> data, Func<string, string> done)
    {
        var user = UserArgument();
        var command = new Command(verb, description) { user };
        command.SetAction((parsed, cancellation) => SayAsync(parsed.GetValue(data)!, [verb, parsed.GetRequiredValue(user)], _ => done(parsed.GetRequiredValue(user)), cancellation));
        return command;
    }

    private static Command ResetPassword(Option<string> data)
    {
        var user = UserArgument();
        var command = new Command("reset-password", "Makes a code, good for 24 hours and once, by which a user sets a new password.") { user };
        command.SetAction((parsed, cancellation) => SayAsync(
            parsed.GetValue(data)!,
            ["reset-password", parsed.GetRequiredValue(user)],
            code => $"""
                The code for {parsed.GetRequiredValue(user)}, good for 24 hours and once:
                {code}
                They set a new password with it at /reset-password of the web app (or by POST /api/auth/reset-password).
                """,
            cancellation));
        return command;
    }

    private static Command Grant(Option<string> data)
    {
        var role = new Argument<string>("ROLE") { Description = "user or admin." };
        role.AcceptOnlyFromAmong("user", "admin");
        var user = UserArgument();
        var command = new Command("grant", "Gives a user a role.") { role, user };
        command.SetAction((parsed, cancellation) => SayAsync(
            parsed.GetValue(data)!,
            ["grant", parsed.GetRequiredValue(role), parsed.GetRequiredValue(user)],
            _ => $"{parsed.GetRequiredValue(user)} is {parsed.GetRequiredValue(role)} now.",
            cancellation));
        return command;
    }

    private static Command Invite(Option<string> data)
    {
        var email = new Argument<string?>("EMAIL") { Description = "Only the one with this address can use it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("invite", "Makes a code, good for 7 days and once, for a new account where BACKEND_SIGN_UP=invite.") { email };
        command.SetAction((parsed, cancellation) => SayAsync(
            parsed.GetValue(data)!,
            parsed.GetValue(email) is { } address ? ["invite", address] : ["invite"],
            code => $"""
                The invitation, good for 7 days and once:
                {code}
                It is asked for at /sign-up of the web app, which /sign-up?invite={code} fills in.
                """,
            cancellation));
        return command;
    }

    private static Argument<string> UserArgument() => new("USER") { Description = "The user's e-mail address or id (todo users list)." };

    private static async Task<int> SayAsync(string data, string[] verb, Func<string, string> sentence, CancellationToken cancellation)
    {
        EmbeddedDatabase.RequireData(data);
        List<string> answer = [];
        var code = await BackendVerb.RunAsync(data, ["users", .. verb], answer.Add, cancellation);
        if (code == 0)
        {
            Console.WriteLine(sentence(answer.LastOrDefault() ?? ""));
        }

        return code;
    }
}
