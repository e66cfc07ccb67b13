using Todo.Hosting.Settings;

namespace Todo.Backend.Database;

/// <summary>Where PostgreSQL is and how much of it one replica may use.</summary>
public sealed class DatabaseSettings : ISettingsRules
{
    [Setting("BACKEND_DATABASE_URL", "PostgreSQL for requests, also behind a transaction pooler: postgres://user:password@host:port/database or Host=…;Username=….", Example = "postgres://todo:password@localhost:5432/todo")]
    public Secret Url { get; init; } = null!;

    [Setting("BACKEND_DATABASE_DIRECT_URL", "The same role's direct connection, for LISTEN, where BACKEND_DATABASE_URL goes through a pooler.")]
    public Secret? DirectUrl { get; init; }

    [Setting("BACKEND_DATABASE_MIGRATION_URL", "The owner's direct connection, for migrations only.")]
    public Secret? MigrationUrl { get; init; }

    [Setting("BACKEND_DATABASE_POOLED", "True when BACKEND_DATABASE_URL goes through a pooler in transaction mode: no prepared statements, no reset.", Default = "false")]
    public bool Pooled { get; init; }

    [Setting("BACKEND_DATABASE_MAX_CONNECTIONS", "The most connections this process opens for requests.", Default = "20", Min = "1", Max = "500")]
    public int MaxConnections { get; init; }

    [Setting("BACKEND_DATABASE_STATEMENT_TIMEOUT", "A statement that runs longer is cancelled.", Default = "5s", Min = "100ms")]
    public TimeSpan StatementTimeout { get; init; }

    [Setting("BACKEND_MIGRATE_AT_START", "Migrate the schema when the backend starts; otherwise `backend migrate` does.", Default = "false")]
    public bool MigrateAtStart { get; init; }

    /// <summary>The URL that the owner's connections use, with the setting that it comes from.</summary>
    internal (string Setting, Secret Url) Owner =>
        MigrationUrl is not null ? ("BACKEND_DATABASE_MIGRATION_URL", MigrationUrl)
        : DirectUrl is not null ? ("BACKEND_DATABASE_DIRECT_URL", DirectUrl)
        : ("BACKEND_DATABASE_URL", Url);

    public IEnumerable<string> Check(string prefix)
    {
        foreach (var (name, url) in new[] { ("BACKEND_DATABASE_URL", Url), ("BACKEND_DATABASE_DIRECT_URL", DirectUrl), ("BACKEND_DATABASE_MIGRATION_URL", MigrationUrl) })
        {
            if (url is not null && DatabaseUrl.Fault(url.Current) is { } fault)
            {
                yield return $"{name} {fault}";
            }
        }
    }
}
