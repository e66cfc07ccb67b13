using System.Text.Json;
using System.Text.Json.Serialization;

namespace Todo.Backend.Database.Backup;

/// <summary>The file's fixed words (docs/backup-format.md): gzip over UTF-8 lines.</summary>
internal static class BackupFormat
{
    public const string Magic = "todo-backup 1";

    /// <summary>Ends a table's rows, as in COPY's text format; no row can be this line, since a backslash in it is doubled.</summary>
    public const string EndOfRows = @"\.";

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, typeof(T), BackupJson.Default);

    public static T Read<T>(string? line, string what)
    {
        try
        {
            return line is not null && JsonSerializer.Deserialize(line, typeof(T), BackupJson.Default) is T value
                ? value
                : throw new BackupException($"The file ends where {what} should be: it is only a part of a backup.");
        }
        catch (JsonException)
        {
            throw new BackupException($"The file is damaged: a line is not {what}.");
        }
    }
}

/// <summary>Second line of the file. <c>Migrations</c> are the scripts that had made the schema.</summary>
internal sealed record BackupHeader(DateTimeOffset CreatedAt, string Server, string[] Migrations);

/// <summary>
/// Before a table's rows, or the file's end when <c>Table</c> is null. <c>Next</c> is the number that the identity column,
/// if there is one, gives next: numbers of rows that are gone are not given again.
/// </summary>
internal sealed record BackupSection(string? Table, string[]? Columns = null, long? Next = null, int? Tables = null);

/// <summary>After a table's rows: how many, and the SHA-256 of their lines with each line's feed.</summary>
internal sealed record BackupSum(long Rows, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupHeader))]
[JsonSerializable(typeof(BackupSection))]
[JsonSerializable(typeof(BackupSum))]
internal sealed partial class BackupJson : JsonSerializerContext;

/// <summary>The file or the database can't be used for this; the message says why and what to do.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
