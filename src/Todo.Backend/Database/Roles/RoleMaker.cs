using Npgsql;

namespace Todo.Backend.Database.Roles;

/// <summary>Brings roles, passwords, database and rights to what is desired; what is there already stays as it is.</summary>
internal sealed partial class RoleMaker(ILogger<RoleMaker> logger)
{
    /// <summary>Runs as the superuser; again after a failure half-way, as every step looks first or can be repeated.</summary>
    /// <param name="server">A connection to the database postgres.</param>
    /// <param name="open">Opens one to another database; disposed here.</param>
    /// <exception cref="FormatException">The server has something that contradicts the URLs; the message says what to do.</exception>
    public async Task MakeAsync(NpgsqlConnection server, DesiredRoles desired, Func<string, CancellationToken, Task<NpgsqlConnection>> open, CancellationToken cancellation)
    {
        await GroupAsync(server, cancellation);
        await LoginAsync(server, desired.Owner, cancellation);
        await LoginAsync(server, desired.Application, cancellation);
        await server.RunAsync("grant %I to %I", [DesiredRoles.Group, desired.Application.Name], cancellation);
        await DatabaseAsync(server, desired, cancellation);
        await server.RunAsync("revoke all on database %I from public", [desired.Database], cancellation);
        await server.RunAsync("grant connect on database %I to %I", [desired.Database, DesiredRoles.Group], cancellation);

        await using var database = await open(desired.Database, cancellation);
        await database.RunAsync("revoke create on schema public from public", [], cancellation);
        await database.RunAsync("grant usage, create on schema public to %I", [desired.Owner.Name], cancellation);
        await database.RunAsync("grant usage on schema public to %I", [DesiredRoles.Group], cancellation);
        await database.RunAsync(
            "alter default privileges for role %I in schema public grant select, insert, update, delete on tables to %I",
            [desired.Owner.Name, DesiredRoles.Group],
            cancellation);

        // Of an earlier installation on this volume, whose rights were somebody else's.
        await database.RunAsync("grant select, insert, update, delete on all tables in schema public to %I", [DesiredRoles.Group], cancellation);
    }

    private async Task GroupAsync(NpgsqlConnection server, CancellationToken cancellation)
    {
        switch (await RoleAsync(server, DesiredRoles.Group, cancellation))
        {
            case null:
                await server.RunAsync("create role %I nologin", [DesiredRoles.Group], cancellation);
                Log.Made(logger, DesiredRoles.Group);
                break;
            case { CanLogin: true }:
                // It was the application's own login where no roles were kept.
                await server.RunAsync("alter role %I nologin password null", [DesiredRoles.Group], cancellation);
                Log.Locked(logger, DesiredRoles.Group);
                break;
        }
    }

    private async Task LoginAsync(NpgsqlConnection server, Login login, CancellationToken cancellation)
    {
        switch (await RoleAsync(server, login.Name, cancellation))
        {
            case null:
                await server.RunAsync("create role %I login password %L", [login.Name, ScramVerifier.Make(login.Password)], cancellation);
                Log.Made(logger, login.Name);
                break;
            case var role when !role.CanLogin || !ScramVerifier.Fits(role.Verifier, login.Password):
                await server.RunAsync("alter role %I login password %L", [login.Name, ScramVerifier.Make(login.Password)], cancellation);
                Log.Changed(logger, login.Name);
                break;
        }
    }

    private async Task DatabaseAsync(NpgsqlConnection server, DesiredRoles desired, CancellationToken cancellation)
    {
        const string query = """
            select pg_catalog.pg_get_userbyid(d.datdba)::text, pg_catalog.pg_encoding_to_char(d.encoding)::text, r.rolsuper::text
            from pg_catalog.pg_database d join pg_catalog.pg_roles r on r.oid = d.datdba where d.datname = $1
            """;
        switch (await server.RowAsync(query, desired.Database, cancellation))
        {
            case null:
                // The built-in provider (17 and later) sorts the same in every image, whatever its C library.
                var locale = server.PostgreSqlVersion.Major >= 17
                    ? "locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C'"
                    : "lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'";
                await server.RunAsync($"create database %I owner %I template template0 encoding 'UTF8' {locale}", [desired.Database, desired.Owner.Name], cancellation);
                Log.MadeDatabase(logger, desired.Database);
                break;
            case [_, not "UTF8", _]:
                throw new FormatException($"The database '{desired.Database}' is not in UTF-8: name another one in the URLs, and bring the data there by backup and restore.");
            case [var owner, _, "true"]:
                await server.RunAsync("alter database %I owner to %I", [desired.Database, desired.Owner.Name], cancellation);
                Log.Given(logger, desired.Database, desired.Owner.Name, owner!);
                break;
            case [var owner, _, _] when owner != desired.Owner.Name:
                throw new FormatException($"The database '{desired.Database}' belongs to '{owner}': name that user in BACKEND_DATABASE_MIGRATION_URL, not '{desired.Owner.Name}'.");
        }
    }

    private static async Task<Role?> RoleAsync(NpgsqlConnection server, string name, CancellationToken cancellation)
    {
        const string query = "select rolsuper::text, rolcanlogin::text, rolpassword from pg_catalog.pg_authid where rolname = $1";
        return await server.RowAsync(query, name, cancellation) switch
        {
            null => null,
            ["true", ..] => throw new FormatException($"The role '{name}' is a superuser: name another one in the URLs, or take that right away: ALTER ROLE \"{name}\" NOSUPERUSER."),
            var row => new Role(row[1] == "true", row[2]),
        };
    }

    private sealed record Role(bool CanLogin, string? Verifier);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Made the role {Role}", EventName = "RoleMade")]
        public static partial void Made(ILogger logger, string role);

        [LoggerMessage(2, LogLevel.Information, "The role {Role} logs in with the password of its URL now", EventName = "RoleChanged")]
        public static partial void Changed(ILogger logger, string role);

        [LoggerMessage(3, LogLevel.Information, "The role {Role} can log in no more: it only holds rights", EventName = "GroupLocked")]
        public static partial void Locked(ILogger logger, string role);

        [LoggerMessage(4, LogLevel.Information, "Made the database {Database}", EventName = "DatabaseMade")]
        public static partial void MadeDatabase(ILogger logger, string database);

        [LoggerMessage(5, LogLevel.Information, "The database {Database} belongs to {Owner} now, not to {Before}", EventName = "DatabaseGiven")]
        public static partial void Given(ILogger logger, string database, string owner, string before);
    }
}
