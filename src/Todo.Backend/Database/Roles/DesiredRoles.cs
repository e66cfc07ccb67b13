using System.Text;
using Npgsql;

namespace Todo.Backend.Database.Roles;

/// <summary>A role that logs in.</summary>
internal sealed record Login(string Name, string Password)
{
    // A record's own would show the password.
    public override string ToString() => Name;
}

/// <summary>What the two URLs say there is to be: the schema's owner, the application's login, the database.</summary>
internal sealed record DesiredRoles(Login Owner, Login Application, string Database)
{
    /// <summary>The role that nobody logs in as: the application's logins are its members and have its rights.</summary>
    public const string Group = "todo";

    /// <summary>Who we are ourselves.</summary>
    public const string Superuser = "postgres";

    private const string OwnerSetting = "BACKEND_DATABASE_MIGRATION_URL";
    private const string ApplicationSetting = "BACKEND_DATABASE_URL";

    /// <summary>Reads both URLs.</summary>
    /// <exception cref="FormatException">One is broken or names what it must not; the message names the setting and no secret.</exception>
    public static DesiredRoles Read(string ownerUrl, string applicationUrl)
    {
        var (owner, database) = ReadOne(OwnerSetting, ownerUrl);
        var (application, other) = ReadOne(ApplicationSetting, applicationUrl);
        if (database != other)
        {
            throw new FormatException($"{ApplicationSetting} names the database '{other}' and {OwnerSetting} '{database}': make them the same.");
        }

        return application.Name == owner.Name
            ? throw new FormatException($"{ApplicationSetting} names '{owner.Name}', the owner of the schema: give the application a user of its own, such as todo_a.")
            : new DesiredRoles(owner, application, database);
    }

    private static (Login Login, string Database) ReadOne(string setting, string url)
    {
        NpgsqlConnectionStringBuilder parts;
        try
        {
            parts = DatabaseUrl.Parse(url);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{setting} {e.Message}", e);
        }

        if (string.IsNullOrEmpty(parts.Username) || string.IsNullOrEmpty(parts.Password) || string.IsNullOrEmpty(parts.Database))
        {
            throw new FormatException($"{setting} must name a user, a password and a database: postgres://user:password@host:port/database.");
        }

        if (parts.Username is Superuser or Group || parts.Username.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new FormatException($"{setting} names the user '{parts.Username}', who is not for logging in: use another, such as todo_owner for the owner and todo_a for the application.");
        }

        if (parts.Database is Superuser or "template0" or "template1")
        {
            throw new FormatException($"{setting} names the database '{parts.Database}', which is PostgreSQL's own: use another, such as todo.");
        }

        return Ascii.IsValid(parts.Password)
            ? (new Login(parts.Username, parts.Password), parts.Database)
            : throw new FormatException($"{setting} has a password with other letters than ASCII: use letters and digits.");
    }
}
