using Npgsql;

namespace Todo.Backend.Database.Roles;

/// <summary>
/// Takes the login of a role that the application no longer uses. Not at the first moment without a session: a pod that has not yet
/// read the new URL may want to log in again.
/// </summary>
internal sealed partial class RoleLocks(RolesSettings settings, TimeProvider time, ILogger<RoleLocks> logger)
{
    private readonly Dictionary<string, long> lastUsed = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    /// <param name="application">The login in use, which stays.</param>
    public async Task LookAsync(NpgsqlConnection server, string application, CancellationToken cancellation)
    {
        var others = await OthersAsync(server, application, cancellation);
        foreach (var gone in lastUsed.Keys.Except(others.Select(other => other.Name), StringComparer.Ordinal).ToList())
        {
            lastUsed.Remove(gone);
        }

        foreach (var (name, isUsed) in others)
        {
            if (isUsed || !lastUsed.TryGetValue(name, out var last))
            {
                lastUsed[name] = last = time.GetTimestamp();
            }

            if (!isUsed && time.GetElapsedTime(last) >= settings.LockAfter)
            {
                await server.RunAsync("alter role %I nologin password null", [name], cancellation);
                lastUsed.Remove(name);
                Log.Locked(logger, name);
            }
        }
    }

    private static async Task<List<(string Name, bool IsUsed)>> OthersAsync(NpgsqlConnection server, string application, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select r.rolname::text, exists (select from pg_catalog.pg_stat_activity a where a.usesysid = r.oid)
            from pg_catalog.pg_auth_members m
            join pg_catalog.pg_roles r on r.oid = m.member
            join pg_catalog.pg_roles g on g.oid = m.roleid
            where g.rolname = $1 and r.rolname <> $2 and r.rolcanlogin and not r.rolsuper
            """,
            server);
        command.Parameters.Add(new() { Value = DesiredRoles.Group });
        command.Parameters.Add(new() { Value = application });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var others = new List<(string, bool)>();
        while (await reader.ReadAsync(cancellation))
        {
            others.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        return others;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The role {Role} is locked: no session uses it any more", EventName = "RoleLocked")]
        public static partial void Locked(ILogger logger, string role);
    }
}
