using System.IO.Compression;
using System.Text;
using Npgsql;

namespace Todo.Backend.Database.Backup;

/// <summary>
/// Brings a backup into a database in one transaction: a file that is damaged, cut off or does not fit changes nothing.
/// </summary>
internal sealed class BackupReader(TodoDatabase database, Migrator migrator)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gives each table's name and number of rows. What was there goes only when <paramref name="replace"/> allows it.</summary>
    public async Task<IReadOnlyList<(string Table, long Rows)>> RestoreAsync(Stream source, bool replace, CancellationToken cancellation)
    {
        await using var gzip = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
        using var lines = new StreamReader(gzip, Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        try
        {
            if (await lines.ReadLineAsync(cancellation) != BackupFormat.Magic)
            {
                throw new BackupException($"The file is not a backup that this version reads: its first line is not '{BackupFormat.Magic}'.");
            }

            var header = BackupFormat.Read<BackupHeader>(await lines.ReadLineAsync(cancellation), "the backup's header");
            if (header.Migrations.Except(Migrator.Names, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            {
                throw new BackupException($"The backup was made by a newer Todo (its schema has {unknown}). Restore it with that version.");
            }

            await migrator.MigrateAsync(cancellation);
            await using var connection = await database.OpenOwnerAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await connection.RunAsync("set local statement_timeout = 0; set local lock_timeout = '15s'", cancellation);
            var restored = await RestoreAsync(connection, lines, replace, cancellation);
            await transaction.CommitAsync(cancellation);
            return restored;
        }
        catch (Exception error) when (error is InvalidDataException or DecoderFallbackException)
        {
            throw new BackupException("The file is damaged, or is no backup: nothing was changed.", error);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new BackupException("The database is in use: stop what works on it and restore again. Nothing was changed.", error);
        }
        catch (PostgresException error)
        {
            throw new BackupException($"The database refused the backup's rows ({error.MessageText}{(error.TableName is null ? "" : $", table {error.TableName}")}): nothing was changed.", error);
        }
    }

    private static async Task<IReadOnlyList<(string Table, long Rows)>> RestoreAsync(NpgsqlConnection connection, StreamReader lines, bool replace, CancellationToken cancellation)
    {
        var tables = await BackupTable.AllAsync(connection, cancellation);
        var names = string.Join(", ", tables.Select(table => table.Quoted));
        await connection.RunAsync($"lock table {names} in access exclusive mode", cancellation);
        if (!replace && await connection.ScalarAsync<long>("select count(*) from users", cancellation) is > 0 and var accounts)
        {
            throw new BackupException($"The database is not empty: it has {accounts} account(s). Restore into an empty one, or replace all that is there with --replace.");
        }

        // The rows come with their journal: the triggers must not write it anew.
        await connection.RunAsync($"truncate {names}", cancellation);
        await EachAsync("disable");
        var restored = new List<(string, long)>();
        BackupSection section;
        while ((section = BackupFormat.Read<BackupSection>(await lines.ReadLineAsync(cancellation), "a table's header or the end")).Table is { } name)
        {
            var table = tables.FirstOrDefault(table => table.Name == name && restored.TrueForAll(done => done.Item1 != name))
                ?? throw new BackupException($"The file has a table '{name}' that this version does not know, or has it twice: nothing was changed.");
            restored.Add((name, await RowsAsync(connection, table, section, lines, cancellation)));
        }

        if (section.Tables != restored.Count)
        {
            throw new BackupException($"The file should have {section.Tables} tables and has {restored.Count}: nothing was changed.");
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

    private static async Task<long> RowsAsync(NpgsqlConnection connection, BackupTable table, BackupSection section, StreamReader lines, CancellationToken cancellation)
    {
        var sum = new RunningSum();
        var rows = await connection.BeginTextImportAsync($"copy {table.Quoted} ({Columns(table, section)}) from stdin", cancellation);
        try
        {
            await CopyAsync(table, lines, rows, sum, cancellation);
        }
        catch
        {
            // Disposing it would complete the copy with half a row, whose error would hide the true one.
            await rows.CancelAsync();
            throw;
        }

        await rows.DisposeAsync();
        var expected = BackupFormat.Read<BackupSum>(await lines.ReadLineAsync(cancellation), "a table's sum");
        var actual = sum.Result();
        if (actual != expected)
        {
            throw new BackupException($"The file is damaged: the table '{table.Name}' has {actual.Rows} rows of {expected.Rows}, or their checksum is another. Nothing was changed.");
        }

        if (table.QuotedIdentity is not null && section.Next is { } next)
        {
            await connection.RunAsync($"alter table {table.Quoted} alter column {table.QuotedIdentity} restart with {next}", cancellation);
        }

        return actual.Rows;
    }

    private static async Task CopyAsync(BackupTable table, StreamReader lines, TextWriter rows, RunningSum sum, CancellationToken cancellation)
    {
        string? row;
        while ((row = await lines.ReadLineAsync(cancellation)) != BackupFormat.EndOfRows)
        {
            sum.Add(row ?? throw new BackupException($"The file ends within the table '{table.Name}': it is only a part of a backup. Nothing was changed."));
            await rows.WriteAsync(row.AsMemory(), cancellation);
            await rows.WriteAsync("\n".AsMemory(), cancellation);
        }
    }

    // Names from the file only choose among the catalog's own.
    private static string Columns(BackupTable table, BackupSection section) =>
        string.Join(", ", (section.Columns ?? []).Select(name => Array.IndexOf(table.Columns, name) is >= 0 and var place
            ? table.QuotedColumns[place]
            : throw new BackupException($"The file has a column '{table.Name}.{name}' that this version does not know: nothing was changed.")));
}
