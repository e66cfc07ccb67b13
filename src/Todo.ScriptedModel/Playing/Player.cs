using System.Text.RegularExpressions;

namespace Todo.ScriptedModel.Playing;

/// <summary>Chooses what answers a request, and counts how often each exchange has.</summary>
internal sealed class Player(Script script)
{
    private readonly Lock choosing = new();
    private readonly List<Slot> queue = [];
    private List<Slot> slots = [.. script.Exchanges.Select(exchange => new Slot(exchange))];

    public void Replace(Script next)
    {
        lock (choosing)
        {
            queue.Clear();
            slots = [.. next.Exchanges.Select(exchange => new Slot(exchange))];
        }
    }

    /// <summary>Played before the script, in order.</summary>
    public void Enqueue(IEnumerable<Exchange> exchanges)
    {
        lock (choosing)
        {
            queue.AddRange(exchanges.Select(exchange => new Slot(exchange)));
        }
    }

    /// <summary>The exchange and what its placeholders stand for; null where none fits.</summary>
    public (Exchange Exchange, Placeholders Placeholders)? Next(Conversation conversation)
    {
        lock (choosing)
        {
            foreach (var slot in queue.Concat(slots).Where(slot => slot.Left > 0))
            {
                if (Fits(slot.Exchange.When, conversation, out var match))
                {
                    slot.Left -= slot.Left == int.MaxValue ? 0 : 1;
                    return (slot.Exchange, new Placeholders(match, conversation.Results));
                }
            }

            return null;
        }
    }

    private static bool Fits(When? when, Conversation conversation, out Match? match)
    {
        match = when?.User is { } pattern ? Pattern.Of(pattern).Match(conversation.User) : null;
        return when is null
            || (match is null or { Success: true }
                && (when.Text is null || when.Text.Trim().Equals(conversation.User.Trim(), StringComparison.OrdinalIgnoreCase))
                && (when.Results is null || when.Results == conversation.Results.Count)
                && (when.Result is null || conversation.Latest.Any(Pattern.Of(when.Result).IsMatch))
                && (when.System is null || Pattern.Of(when.System).IsMatch(conversation.System)));
    }

    private sealed class Slot(Exchange exchange)
    {
        public Exchange Exchange => exchange;

        public int Left { get; set; } = exchange.Uses;
    }
}
