using System.Globalization;
using System.Text.Json.Nodes;
using Todo.Backend.Operations;
using Todo.Language.Recurrence;

namespace Todo.Backend.Tools.Arguments;

/// <summary>The arguments of one call, as <see cref="ArgumentSchema"/> has let them through: what is there has its type and form.</summary>
internal sealed class ToolArguments(JsonObject values)
{
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss"];

    public bool Has(string name) => values.ContainsKey(name);

    public string? Text(string name) => (string?)values[name];

    public long? Number(string name) => (long?)values[name];

    public bool Flag(string name) => (bool?)values[name] ?? false;

    public IReadOnlyList<string> Texts(string name) => values[name] is JsonArray array ? [.. array.Select(item => (string)item!)] : [];

    public IReadOnlyList<long> Numbers(string name) => values[name] is JsonArray array ? [.. array.Select(item => (long)item!)] : [];

    public IReadOnlyList<ToolArguments> Items(string name) => values[name] is JsonArray array ? [.. array.Select(item => new ToolArguments(item!.AsObject()))] : [];

    public DateOnly? Date(string name) => Text(name) is { } text && TryDate(text, out var date) ? date : null;

    public TimeOnly? Time(string name) => Text(name) is { } text && TryTime(text, out var time) ? time : null;

    /// <summary>Without an offset it is what the caller's own clock shows.</summary>
    public DateTimeOffset? Moment(string name, Caller caller) =>
        Text(name) is not { } text || !TryMoment(text, out var moment) ? null
        : HasOffset(text) ? moment
        : LocalTime.ToInstant(moment.DateTime, caller.TimeZone);

    public static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    public static bool TryTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    public static bool TryMoment(string text, out DateTimeOffset moment)
    {
        moment = default;
        return text.Length is >= 16 and <= 40 && text[10] is 'T' or ' '
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.AsSpan(11).ContainsAny('+', '-');
}
