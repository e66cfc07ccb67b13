using System.Globalization;
using System.Text.Json;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks.Rest;

/// <summary>
/// Reads the value of one member at a time. A value of the wrong type or form is noted under its member and skipped, so that the
/// sender hears of all of them at once; the member then counts as not given.
/// </summary>
internal sealed class JsonValues(FieldErrors errors)
{
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss"];
    private static readonly string[] Moments = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    public Given<string?> Text(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return new(null);
        }

        if (json.TokenType != JsonTokenType.String)
        {
            return Refuse<string?>(ref json, name, "This takes a text or null.");
        }

        try
        {
            return new(json.GetString());
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair as an escape, or bytes that are no UTF-8.
            return Refuse<string?>(ref json, name, "This holds half of a surrogate pair or bytes that are no UTF-8: send whole characters.");
        }
    }

    /// <summary>Null stands for the default, as it does in a merge patch (RFC 7396).</summary>
    public Given<bool> Flag(ref Utf8JsonReader json, string name) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => Refuse<bool>(ref json, name, "This takes true or false."),
    };

    public Given<int?> Number(ref Utf8JsonReader json, string name) => json.TokenType switch
    {
        JsonTokenType.Null => new(null),
        JsonTokenType.Number when json.TryGetInt32(out var number) => new(number),
        _ => Refuse<int?>(ref json, name, "This takes a whole number or null."),
    };

    public Given<long> Long(ref Utf8JsonReader json, string name) => json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number)
        ? number
        : Refuse<long>(ref json, name, "This takes a whole number.");

    public Given<Priority> PriorityName(ref Utf8JsonReader json, string name) => json.TokenType switch
    {
        JsonTokenType.Null => Priority.None,
        JsonTokenType.String when json.ValueTextEquals("high"u8) => Priority.High,
        JsonTokenType.String when json.ValueTextEquals("medium"u8) => Priority.Medium,
        JsonTokenType.String when json.ValueTextEquals("low"u8) => Priority.Low,
        _ => Refuse<Priority>(ref json, name, "This takes high, medium, low or null."),
    };

    public Given<DateOnly?> Date(ref Utf8JsonReader json, string name)
    {
        const string hint = "Write a date as 2026-07-16, or null.";
        return json.TokenType == JsonTokenType.Null ? new(null)
            : Form(ref json) is { } text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new(date)
            : Refuse<DateOnly?>(ref json, name, hint);
    }

    public Given<TimeOnly?> Time(ref Utf8JsonReader json, string name)
    {
        const string hint = "Write a time as 15:00, or null.";
        return json.TokenType == JsonTokenType.Null ? new(null)
            : Form(ref json) is { } text && TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new(time)
            : Refuse<TimeOnly?>(ref json, name, hint);
    }

    public Given<DateTimeOffset?> Moment(ref Utf8JsonReader json, string name)
    {
        const string hint = "Write a moment with its offset, as 2026-07-16T15:00:00Z, or null.";
        return json.TokenType == JsonTokenType.Null ? new(null)
            : Form(ref json) is { } text && HasOffset(text)
                && DateTimeOffset.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? new(moment.ToUniversalTime())
            : Refuse<DateTimeOffset?>(ref json, name, hint);
    }

    public Given<IReadOnlyList<string>> Texts(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return new([]);
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            return Refuse<IReadOnlyList<string>>(ref json, name, "This takes a list of texts.");
        }

        var texts = new List<string>();
        for (var i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            if (json.TokenType == JsonTokenType.Null)
            {
                errors.Add(name, $"[{i}]: This takes a text.");
            }
            else if (Text(ref json, name) is { IsGiven: true, Value: { } text })
            {
                texts.Add(text);
            }
        }

        return new(texts);
    }

    public Given<T> Refuse<T>(ref Utf8JsonReader json, string name, string error)
    {
        json.Skip();
        errors.Add(name, error);
        return default;
    }

    // Of a date, time or moment: short; "+" may come as an escape, as some serializers write it. What cannot be read is of the wrong form.
    private static string? Form(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String || (json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length) > 100)
        {
            return null;
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || (text.Length > 16 && text[^6] is '+' or '-' && text[^3] == ':');
}
