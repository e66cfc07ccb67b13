using System.Text;
using Npgsql;

namespace Todo.Backend.Database.Backup;

/// <summary>
/// Brings a backup into a database in one transaction: a file that is damaged, cut off or does not fit changes nothing.
/// </summary>
internal sealed class BackupReader(TodoDatabase database, Migrator migrator, TimeProvider time)
{
    /// <summary>Gives each table's name and number of rows. What was there goes only when <paramref name="replace"/> allows it.</summary>
    /// <param name="source">The plain content of a backup, from its beginning.</param>
    public async Task<IReadOnlyList<(string Table, long Rows)>> RestoreAsync(Stream source, bool replace, CancellationToken cancellation)
    {
        using var lines = new BackupLines(source);
        try
        {
            RequireKnown(await lines.HeaderAsync(cancellation));
            await migrator.MigrateAsync(cancellation);
            await using var connection = await database.OpenOwnerAsync(cancellation);
            var tables = await BackupTable.AllAsync(connection, cancellation);
            await using var transaction = await RestoreLock.BeginAsync(connection, tables, time, cancellation);
            var restored = await RestoreAsync(connection, tables, lines, replace, cancellation);
            await transaction.CommitAsync(cancellation);
            return restored;
        }
        catch (Exception error) when (error is InvalidDataException or DecoderFallbackException)
        {
            throw new BackupException("The file is damaged, or is no backup: nothing was changed.", error);
        }
        catch (PostgresException error)
        {
            throw new BackupException($"The database refused the backup's rows ({error.MessageText}{(error.TableName is null ? "" : $", table {error.TableName}")}): nothing was changed.", error);
        }
    }

    /// <summary>Reads a backup to its end without a database: each table's name and number of rows, when all sums are right.</summary>
    /// <exception cref="BackupException">It is damaged or cut off.</exception>
    public static async Task<IReadOnlyList<(string Table, long Rows)>> VerifyAsync(Stream source, CancellationToken cancellation)
    {
        using var lines = new BackupLines(source);
        try
        {
            await lines.HeaderAsync(cancellation);
            var tables = new List<(string, long)>();
            while (await lines.SectionAsync(cancellation) is { Table: { } name })
            {
                tables.Add((name, await lines.RowsAsync(name, each: null, cancellation)));
            }

            return tables;
        }
        catch (Exception error) when (error is InvalidDataException or DecoderFallbackException)
        {
            throw new BackupException("The backup is damaged, or is none.", error);
        }
    }

    private static void RequireKnown(BackupHeader header)
    {
        if (header.Migrations.Except(Migrator.Names, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new BackupException($"The backup was made by a newer Todo (its schema has {unknown}). Restore it with that version.");
        }
    }

    private static async Task<IReadOnlyList<(string Table, long Rows)>> RestoreAsync(
        NpgsqlConnection connection, IReadOnlyList<BackupTable> tables, BackupLines lines, bool replace, CancellationToken cancellation)
    {
        if (!replace && await connection.ScalarAsync<long>("select count(*) from users", cancellation) is > 0 and var accounts)
        {
            throw new BackupException($"The database is not empty: it has {accounts} account(s). Restore into an empty one, or replace all that is there with --replace.");
        }

        // The rows come with their journal: the triggers must not write it anew.
        await connection.RunAsync($"truncate {string.Join(", ", tables.Select(table => table.Quoted))}", cancellation);
        await EachAsync("disable");
        var restored = new List<(string, long)>();
        while (await lines.SectionAsync(cancellation) is { Table: { } name } section)
        {
            var table = tables.FirstOrDefault(table => table.Name == name)
                ?? throw new BackupException($"The file has a table '{name}' that this version does not know: nothing was changed.");
            restored.Add((name, await RowsAsync(connection, table, section, lines, cancellation)));
        }

        await EachAsync("enable");
        await connection.RunAsync("update journal_epoch set epoch = left(replace(gen_random_uuid()::text, '-', ''), 12)", cancellation);
        return restored;

        async Task EachAsync(string what)
        {
            foreach (var table in tables)
            {
                await connection.RunAsync($"alter table {table.Quoted} {what} trigger user", cancellation);
            }
        }
    }

    private static async Task<long> RowsAsync(NpgsqlConnection connection, BackupTable table, BackupSection section, BackupLines lines, CancellationToken cancellation)
    {
        long count;
        var target = await connection.BeginTextImportAsync($"copy {table.Quoted} ({Columns(table, section)}) from stdin", cancellation);
        try
        {
            count = await lines.RowsAsync(
                table.Name,
                async row =>
                {
                    await target.WriteAsync(row.AsMemory(), cancellation);
                    await target.WriteAsync("\n".AsMemory(), cancellation);
                },
                cancellation);
        }
        catch
        {
            // Disposing it would complete the copy with half a row, whose error would hide the true one.
            await target.CancelAsync();
            throw;
        }

        await target.DisposeAsync();
        if (table.QuotedIdentity is not null && section.Next is { } next)
        {
            await connection.RunAsync($"alter table {table.Quoted} alter column {table.QuotedIdentity} restart with {next}", cancellation);
        }

        return count;
    }

    // Names from the file only choose among the catalog's own.
    private static string Columns(BackupTable table, BackupSection section) =>
        string.Join(", ", (section.Columns ?? []).Select(name => Array.IndexOf(table.Columns, name) is >= 0 and var place
            ? table.QuotedColumns[place]
            : throw new BackupException($"The file has a column '{table.Name}.{name}' that this version does not know: nothing was changed.")));
}
