using Todo.Backend.Accounts.Codes;
using Todo.Backend.Operations;
using Todo.Hosting;

namespace Todo.Backend.Accounts.Administration;

/// <summary>
/// <c>backend users list | disable USER | enable USER | reset-password USER | grant ROLE USER | invite [EMAIL]</c>. The list is tab-separated:
/// id, e-mail address, name, role, state, day of sign-up, number of tasks.
/// </summary>
internal static class UserCommands
{
    private const string Usage = "backend users list | disable USER | enable USER | reset-password USER | grant ROLE USER | invite [EMAIL]";

    public static async Task<int> RunAsync(IServiceProvider services, string[] words, CancellationToken cancellation)
    {
        var users = ActivatorUtilities.CreateInstance<UserAdministration>(services, ActivatorUtilities.CreateInstance<OneTimeCodes>(services));
        switch (words)
        {
            case ["list"]:
                await foreach (var user in users.ListAsync(cancellation))
                {
                    await Console.Out.WriteLineAsync(Line(user));
                }

                return ServiceHost.Stopped;
            case ["disable", var who]:
                return await SayAsync(await users.SetDisabledAsync(who, isDisabled: true, cancellation), who, Line);
            case ["enable", var who]:
                return await SayAsync(await users.SetDisabledAsync(who, isDisabled: false, cancellation), who, Line);
            case ["grant", var role, var who]:
                return await SayAsync(await users.GrantAsync(who, role, cancellation), who, Line);
            case ["reset-password", var who]:
                return await SayAsync(await users.ResetPasswordAsync(who, cancellation), who, code => code);
            case ["invite"]:
                return await SayAsync(await users.InviteAsync(email: null, cancellation), "", code => code);
            case ["invite", var email]:
                return await SayAsync(await users.InviteAsync(email, cancellation), email, code => code);
            default:
                await Console.Error.WriteLineAsync(Usage);
                return ServiceHost.Misconfigured;
        }
    }

    private static string Line(UserSummary user) => string.Join(
        '\t',
        user.Id, Plain(user.Email), Plain(user.Name), user.Role, user.IsDisabled ? "disabled" : "active", $"{user.CreatedAt:yyyy-MM-dd}", $"{user.Tasks}");

    // What people have typed must not break the line or steer a terminal.
    private static string Plain(string? text) => string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));

    private static async Task<int> SayAsync<T>(Result<T> result, string who, Func<T, string> line)
    {
        if (result.TryGet(out var value, out var failure))
        {
            await Console.Out.WriteLineAsync(line(value));
            return ServiceHost.Stopped;
        }

        await Console.Error.WriteLineAsync(failure is Failure.InvalidFailure invalid
            ? string.Join(' ', invalid.Errors.SelectMany(error => error.Value))
            : $"There is no user '{who}'. `users list` shows all of them.");
        return ServiceHost.Misconfigured;
    }
}
