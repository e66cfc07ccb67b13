namespace Todo.ScriptedModel.Playing;

/// <summary>What the model plays. The first exchange that fits a request and is not used up answers it. README.md has the format.</summary>
public sealed record Script
{
    public static Script Empty { get; } = new() { Exchanges = [] };

    public required IReadOnlyList<Exchange> Exchanges { get; init; }

    public static Script Of(params Exchange[] exchanges) => new() { Exchanges = exchanges };

    /// <summary>These replies, each once, in this order, whatever is asked.</summary>
    public static Script Of(params Reply[] replies) => new() { Exchanges = [.. replies.Select(reply => new Exchange { Reply = reply })] };
}

/// <summary>A reply and the requests that it answers.</summary>
public sealed record Exchange
{
    /// <summary>For messages about it.</summary>
    public string? Name { get; init; }

    /// <summary>Without it, any request.</summary>
    public When? When { get; init; }

    public required Reply Reply { get; init; }

    /// <summary>How often it answers. Without it: once when it has no <see cref="When"/>, else for ever.</summary>
    public int? Times { get; init; }

    /// <summary>Answers for ever, also without a <see cref="When"/>: a model that loops.</summary>
    public bool Forever { get; init; }

    internal int Uses => Forever ? int.MaxValue : Times ?? (When is null ? 1 : int.MaxValue);
}

/// <summary>Which requests: all that is given must hold. Patterns ignore case.</summary>
public sealed record When
{
    /// <summary>A pattern in the last message of the user; its groups are {{match.1}} and {{match.name}}.</summary>
    public string? User { get; init; }

    /// <summary>The whole last message of the user, but for case and outer blanks.</summary>
    public string? Text { get; init; }

    /// <summary>How many results of tools have come since that message.</summary>
    public int? Results { get; init; }

    /// <summary>A pattern in one of the results that came last, those of one step of the model.</summary>
    public string? Result { get; init; }

    /// <summary>A pattern in the system's message.</summary>
    public string? System { get; init; }
}
