using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Todo.Backend.Database;

/// <summary>Where the schema stands against this program's scripts.</summary>
public enum SchemaState
{
    Current,

    /// <summary>Scripts are missing: the program must not serve on it.</summary>
    Behind,

    /// <summary>A newer program has migrated it: tolerated, as scripts only ever add (expand, then contract a release later).</summary>
    Ahead,
}

/// <summary>
/// Applies Migrations/*.sql in order, each in a transaction of its own and recorded with its checksum, under an
/// advisory lock, so that processes starting at once take turns.
/// </summary>
public sealed partial class Migrator(TodoDatabase database, ILogger<Migrator> logger, TimeProvider time)
{
    private const long LockKey = 0x746f646f; // "todo"
    private static readonly List<Script> Scripts = Load();

    /// <summary>The scripts of this program, in order.</summary>
    public static IEnumerable<string> Names => Scripts.Select(script => script.Name);

    /// <summary>Brings the schema up to this program; gives the names of the scripts applied.</summary>
    /// <exception cref="MigrationException">A script that was applied has been edited since, or one fails.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenOwnerAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellation, timeoutSeconds: 0);
        await ExecuteAsync(
            connection,
            "create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())",
            cancellation);
        var applied = await AppliedAsync(connection, cancellation);
        var done = new List<string>();
        foreach (var script in Scripts)
        {
            if (applied.TryGetValue(script.Name, out var checksum))
            {
                if (!string.Equals(checksum, script.Checksum, StringComparison.Ordinal))
                {
                    throw new MigrationException($"The script {script.Name} was edited after it was applied to this database. Restore the script and put the change into a new one.");
                }

                continue;
            }

            await ApplyAsync(connection, script, cancellation);
            Log.Applied(logger, script.Name);
            done.Add(script.Name);
        }

        return done;
    }

    /// <summary>Compares the schema with this program's scripts.</summary>
    public async Task<SchemaState> StateAsync(CancellationToken cancellation)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellation);
        await using var exists = new NpgsqlCommand("select to_regclass('schema_migrations') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
        {
            return SchemaState.Behind;
        }

        var applied = await AppliedAsync(connection, cancellation);
        return Scripts.Any(script => !applied.ContainsKey(script.Name)) ? SchemaState.Behind
            : applied.Count > Scripts.Count ? SchemaState.Ahead
            : SchemaState.Current;
    }

    /// <summary>The scripts that a schema has, in order.</summary>
    internal static async Task<string[]> AppliedNamesAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        [.. (await AppliedAsync(connection, cancellation)).Keys.Order(StringComparer.Ordinal)];

    private async Task ApplyAsync(NpgsqlConnection connection, Script script, CancellationToken cancellation)
    {
        const int tries = 5;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                // A lock that is not to be had soon would make every request queue behind this script: give up and try again.
                await ExecuteAsync(connection, "set local lock_timeout = '3s'", cancellation);
                await ExecuteAsync(connection, script.Sql, cancellation, timeoutSeconds: 0);
                await using var record = new NpgsqlCommand("insert into schema_migrations (name, checksum) values ($1, $2)", connection);
                record.Parameters.Add(new() { Value = script.Name });
                record.Parameters.Add(new() { Value = script.Checksum });
                await record.ExecuteNonQueryAsync(cancellation);
                await transaction.CommitAsync(cancellation);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < tries)
            {
                Log.Waiting(logger, script.Name, attempt);
                await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellation);
            }
            catch (PostgresException e)
            {
                throw new MigrationException($"The script {script.Name} failed and was rolled back: {e.MessageText}", e);
            }
        }
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select name, checksum from schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    // Constants and the checked scripts of this assembly only.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, int timeoutSeconds = 30)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = timeoutSeconds };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static List<Script> Load()
    {
        var assembly = typeof(Migrator).Assembly;
        var scripts = new List<Script>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            var sql = reader.ReadToEnd();
            scripts.Add(new Script(name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
        }

        return scripts;
    }

    private sealed record Script(string Name, string Sql, string Checksum);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Applied migration {Script}")]
        public static partial void Applied(ILogger logger, string script);

        [LoggerMessage(2, LogLevel.Warning, "Migration {Script} waits for a lock (try {Attempt})")]
        public static partial void Waiting(ILogger logger, string script, int attempt);
    }
}

/// <summary>The schema could not be brought up to this program; the message says what to do.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
