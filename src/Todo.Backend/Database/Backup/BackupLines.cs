using System.IO.Compression;
using System.Text;

namespace Todo.Backend.Database.Backup;

/// <summary>
/// Reads a backup line by line and checks every sum on the way: header, then each table's section and rows, until there is no
/// section any more. Whoever has come to that point has seen a whole, undamaged file.
/// </summary>
internal sealed class BackupLines(Stream source) : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly StreamReader lines = new(
        new GZipStream(source, CompressionMode.Decompress, leaveOpen: true), Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);

    private readonly HashSet<string> tables = new(StringComparer.Ordinal);

    public async Task<BackupHeader> HeaderAsync(CancellationToken cancellation) =>
        await lines.ReadLineAsync(cancellation) == BackupFormat.Magic
            ? BackupFormat.Read<BackupHeader>(await lines.ReadLineAsync(cancellation), "the backup's header")
            : throw new BackupException($"The file is not a backup that this version reads: its first line is not '{BackupFormat.Magic}'.");

    /// <summary>The next table; null at the end of a file that is whole.</summary>
    public async Task<BackupSection?> SectionAsync(CancellationToken cancellation)
    {
        var section = BackupFormat.Read<BackupSection>(await lines.ReadLineAsync(cancellation), "a table's header or the end");
        if (section.Table is { } name)
        {
            return tables.Add(name) ? section : throw new BackupException($"The file has the table '{name}' twice: nothing was changed.");
        }

        if (section.Tables != tables.Count)
        {
            throw new BackupException($"The file should have {section.Tables} tables and has {tables.Count}: nothing was changed.");
        }

        await EndAsync(cancellation);
        return null;
    }

    /// <summary>Hands the table's rows on, one without its line feed at a time, then compares their sum. Gives their number.</summary>
    public async Task<long> RowsAsync(string table, Func<string, Task>? each, CancellationToken cancellation)
    {
        var sum = new RunningSum();
        string? row;
        while ((row = await lines.ReadLineAsync(cancellation)) != BackupFormat.EndOfRows)
        {
            sum.Add(row ?? throw new BackupException($"The file ends within the table '{table}': it is only a part of a backup. Nothing was changed."));
            if (each is not null)
            {
                await each(row);
            }
        }

        var expected = BackupFormat.Read<BackupSum>(await lines.ReadLineAsync(cancellation), "a table's sum");
        var actual = sum.Result();
        return actual == expected
            ? actual.Rows
            : throw new BackupException($"The file is damaged: the table '{table}' has {actual.Rows} rows of {expected.Rows}, or their checksum is another. Nothing was changed.");
    }

    public void Dispose() => lines.Dispose();

    // To the last byte: the last chunk of an encrypted file and the sum of gzip stand there.
    private async Task EndAsync(CancellationToken cancellation)
    {
        if (await lines.ReadLineAsync(cancellation) is not null)
        {
            throw new BackupException("The file is damaged: it goes on behind its end. Nothing was changed.");
        }

        var rest = new byte[4096];
        while (await source.ReadAsync(rest, cancellation) > 0)
        {
        }
    }
}
