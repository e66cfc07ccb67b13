using System.IO.Compression;
using System.Text;
using Npgsql;

namespace Todo.Backend.Database.Backup;

/// <summary>Writes all rows as one moment saw them, streaming.</summary>
internal sealed class BackupWriter(TodoDatabase database, TimeProvider time)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gives each table's name and number of rows.</summary>
    public async Task<IReadOnlyList<(string Table, long Rows)>> WriteAsync(Stream target, CancellationToken cancellation)
    {
        await using var connection = await database.OpenOwnerAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await connection.RunAsync("set transaction read only; set local statement_timeout = 0", cancellation);

        await using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        await using var writer = new StreamWriter(gzip, Utf8, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        var tables = await BackupTable.AllAsync(connection, cancellation);
        await writer.WriteLineAsync(BackupFormat.Magic);
        await writer.WriteLineAsync(BackupFormat.Write(new BackupHeader(
            time.GetUtcNow(), connection.PostgreSqlVersion.ToString(), await Migrator.AppliedNamesAsync(connection, cancellation))));

        var written = new List<(string, long)>();
        foreach (var table in tables)
        {
            var next = table.Sequence is null ? (long?)null : await connection.ScalarAsync<long>(
                $"select case when is_called then last_value + 1 else last_value end from {table.Sequence}", cancellation);
            await writer.WriteLineAsync(BackupFormat.Write(new BackupSection(table.Name, table.Columns, next)));
            var sum = await RowsAsync(connection, table, writer, cancellation);
            await writer.WriteLineAsync(BackupFormat.EndOfRows);
            await writer.WriteLineAsync(BackupFormat.Write(sum));
            written.Add((table.Name, sum.Rows));
        }

        await writer.WriteLineAsync(BackupFormat.Write(new BackupSection(null, Tables: written.Count)));
        return written;
    }

    private static async Task<BackupSum> RowsAsync(NpgsqlConnection connection, BackupTable table, StreamWriter writer, CancellationToken cancellation)
    {
        var sum = new RunningSum();
        using var rows = await connection.BeginTextExportAsync(
            $"copy (select {string.Join(", ", table.QuotedColumns)} from {table.Quoted} order by {table.Order}) to stdout", cancellation);
        while (await rows.ReadLineAsync(cancellation) is { } row)
        {
            sum.Add(row);
            await writer.WriteLineAsync(row.AsMemory(), cancellation);
        }

        return sum.Result();
    }
}
