using System.Text.Json;

namespace Todo.ScriptedModel.Playing;

/// <summary>What the model answers, and how it fails to. Chunks are counted as they go over the wire, the role's included.</summary>
public sealed record Reply
{
    /// <summary>What it says; may have {{placeholders}}.</summary>
    public string? Text { get; init; }

    /// <summary>The same, piece by piece as given.</summary>
    public IReadOnlyList<string>? Chunks { get; init; }

    /// <summary>How <see cref="Text"/> is cut.</summary>
    public Chunking By { get; init; }

    /// <summary>So many bytes of text, without being written down.</summary>
    public long Huge { get; init; }

    /// <summary>What some servers send as the delta's reasoning_content.</summary>
    public string? Reasoning { get; init; }

    public string? Refusal { get; init; }

    public IReadOnlyList<Call> Calls { get; init; } = [];

    /// <summary>The fragments of several calls take turns.</summary>
    public bool Interleave { get; init; }

    /// <summary>Without it stop, or tool_calls where there are any.</summary>
    public string? Finish { get; init; }

    /// <summary>Without it, counted from the text at four characters a token.</summary>
    public Usage? Usage { get; init; }

    /// <summary>As servers that never tell it.</summary>
    public bool WithoutUsage { get; init; }

    /// <summary>The status of an error, such as 429, 500 or 401.</summary>
    public int? Status { get; init; }

    /// <summary>The error's message.</summary>
    public string? Error { get; init; }

    /// <summary>The error's code, such as rate_limit_exceeded.</summary>
    public string? Code { get; init; }

    /// <summary>Retry-After in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The whole body, as it is: a proxy's page of HTML, or no JSON at all.</summary>
    public string? Body { get; init; }

    /// <summary>Milliseconds before anything is sent.</summary>
    public int Wait { get; init; }

    /// <summary>Milliseconds between chunks.</summary>
    public int Delay { get; init; }

    /// <summary>After so many chunks nothing more comes; after 0 not even headers.</summary>
    public int? HangAfter { get; init; }

    /// <summary>After so many chunks the connection is cut; after 0 before the headers.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After so many chunks the stream ends as if it were complete, without a reason and [DONE].</summary>
    public int? EndAfter { get; init; }

    public static Reply Say(string text) => new() { Text = text };

    public static Reply Use(params Call[] calls) => new() { Calls = calls };

    /// <summary>A call with arguments as an anonymous object.</summary>
    public static Reply Use(string tool, object? arguments = null) => Use(Call.Of(tool, arguments));

    public static Reply Fail(int status, string? message = null, int? retryAfter = null) => new() { Status = status, Error = message, RetryAfter = retryAfter };
}

/// <summary>A call of a tool.</summary>
public sealed record Call
{
    /// <summary>Without it a new one.</summary>
    public string? Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Texts in it may have {{placeholders}}.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The arguments' text as it is, which need not be JSON.</summary>
    public string? Raw { get; init; }

    /// <summary>Characters of a fragment.</summary>
    public int Fragment { get; init; } = 8;

    public static Call Of(string name, object? arguments = null) =>
        new() { Name = name, Arguments = arguments is null ? null : JsonSerializer.SerializeToElement(arguments) };
}

/// <summary>Tokens.</summary>
public sealed record Usage(int Prompt, int Completion, int Cached = 0, int Reasoning = 0);

public enum Chunking
{
    Words,
    Characters,
    Whole,
}
