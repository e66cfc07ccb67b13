using System.Globalization;

namespace Todo.Backend.Journal;

/// <summary>A place in a user's journal as the wire writes it: "epoch-number". A restore renews the epoch.</summary>
public sealed record EventId(string Epoch, long Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Number}");

    /// <summary>Null for whatever is no such id.</summary>
    public static EventId? Parse(string text)
    {
        var dash = text.LastIndexOf('-');
        return dash > 0 && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new EventId(text[..dash], number)
            : null;
    }
}
