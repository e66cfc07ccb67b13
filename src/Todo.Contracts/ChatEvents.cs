using System.Text.Json.Nodes;

namespace Todo.Contracts;

/// <summary>Data of <c>start</c>: a turn has begun, or goes on.</summary>
/// <param name="Turn">The number of the turn.</param>
/// <param name="Resumed">It goes on where another process, or an approval, left it.</param>
/// <param name="Step">The first step whose text comes now; text of this step and later ones that was shown since the last <c>done</c> is to be dropped.</param>
public sealed record StartEvent(long Seq, long ConversationId, Guid MessageId, long Turn, bool Resumed, int Step);

/// <summary>Data of <c>text</c>: more of what the assistant says in a step; another step is another paragraph.</summary>
public sealed record TextEvent(long Seq, int Step, string Text);

/// <summary>Data of <c>tool</c>: a call that begins (no result yet) or has its result.</summary>
/// <param name="Call">Its id, the same at the beginning and at the end.</param>
public sealed record ToolEvent(long Seq, string Call, string Name, JsonObject Arguments, JsonNode? Result, string? Text, bool IsError);

/// <summary>Data of <c>approval</c>: a call waits for the person.</summary>
public sealed record ApprovalEvent(long Seq, ApprovalView Approval);

/// <summary>Data of <c>usage</c>: tokens of one call of the model.</summary>
public sealed record UsageEvent(long Seq, long InputTokens, long OutputTokens);

/// <summary>Data of <c>error</c>: something went wrong.</summary>
/// <param name="Code">What it was, for programs; "draining": this server is going away.</param>
/// <param name="Resumable">The turn goes on: ask for the events after the last number.</param>
public sealed record ErrorEvent(long Seq, string Code, string Message, bool Resumable);

/// <summary>Data of <c>done</c>, the last event of a turn for now: the same as the answer of <c>POST /api/chat</c>.</summary>
public sealed record DoneEvent(long Seq, ChatResponse Answer);
