using Todo.Cli.Postgres;

namespace Todo.Cli.Services;

/// <summary>The embedded PostgreSQL as the backend's database, unless the person names another.</summary>
internal static class EmbeddedDatabase
{
    private const string Url = "BACKEND_DATABASE_URL";

    /// <summary>The file, below the data folder's secrets, that tells how to reach the server while it runs.</summary>
    public const string UrlFile = "database-url";

    /// <summary>True when BACKEND_DATABASE_URL(_FILE) names a database of the person's own.</summary>
    public static bool IsReplaced => Settings.IsGiven(Url);

    /// <summary>For commands that only make sense where something is stored.</summary>
    public static void RequireData(string folder)
    {
        if (!IsReplaced && !DataFolder.HasData(folder))
        {
            throw new UserException($"There are no data in {folder}. Name their folder by --data, or the database by BACKEND_DATABASE_URL.");
        }
    }

    public static Task<EmbeddedPostgres> StartAsync(DataFolder folder, Action<string> say, Action<string> log, CancellationToken cancellation) =>
        EmbeddedPostgres.StartAsync(folder, new ServerOptions { Say = say, Log = log }, cancellation);

    /// <summary>Points the backend at a running server, which it may migrate: nobody else's data are in it.</summary>
    public static void Use(DataFolder folder, EmbeddedPostgres postgres, Settings settings) => settings
        .Set(Url + "_FILE", folder.WriteSecret(UrlFile, postgres.ConnectionString))
        .Default("BACKEND_MIGRATE_AT_START", "true");

    /// <summary>The settings with something in the URL's place, to check them before the server is there.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Placeholder(Settings settings) =>
        IsReplaced ? settings.Values : settings.Values.Append(KeyValuePair.Create(Url, "Host=localhost"));
}
