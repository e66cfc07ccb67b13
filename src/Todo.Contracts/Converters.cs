using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Todo.Contracts;

/// <summary>high, medium, low.</summary>
public sealed class TaskPriorityConverter() : JsonStringEnumConverter<TaskPriority>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>RFC 3339 in UTC with "Z" and microseconds, PostgreSQL's precision.</summary>
public sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    private const int Length = 27;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        // The round-trip format has one digit more, and is many times faster than one of our own.
        Span<byte> text = stackalloc byte[Length + 1];
        value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = (byte)'Z';
        writer.WriteStringValue(text[..Length]);
    }
}

/// <summary>HH:mm, or HH:mm:ss where there are seconds.</summary>
public sealed class TimeOfDayConverter : JsonConverter<TimeOnly>
{
    private static readonly string[] Formats = ["HH:mm", "HH:mm:ss"];

    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeOnly.TryParseExact(reader.GetString(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new JsonException("Write a time as 15:00.");

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[8];
        value.TryFormat(text, out var written, value.Second == 0 ? Formats[0] : Formats[1], CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
