using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Loop;

/// <summary>
/// The messages that the model is given, while a turn goes on. What is said about approvals is taken out of them and kept aside: a model
/// never sees it.
/// </summary>
internal sealed class Transcript
{
    private readonly List<ChatMessage> messages = [];
    private readonly Dictionary<string, ToolApprovalResponseContent> decided = new(StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public Transcript(IEnumerable<ChatMessage> given)
    {
        foreach (var message in given)
        {
            foreach (var content in message.Contents)
            {
                if (content is ToolApprovalResponseContent response)
                {
                    decided[response.ToolCall.CallId] = response;
                }
                else if (content is ToolApprovalRequestContent request)
                {
                    asked.Add(request.ToolCall.CallId);
                }
            }

            if (!message.Contents.Any(IsApproval))
            {
                messages.Add(message);
            }
            else if (message.Contents.Where(content => !IsApproval(content)).ToList() is { Count: > 0 } rest)
            {
                var plain = message.Clone();
                plain.Contents = rest;
                messages.Add(plain);
            }
        }
    }

    public IReadOnlyList<ChatMessage> Messages => messages;

    /// <summary>The messages of this turn: those after the person's last one.</summary>
    public IEnumerable<ChatMessage> Turn => messages.Skip(messages.FindLastIndex(message => message.Role == ChatRole.User) + 1);

    /// <summary>The messages end with an answer: there is nothing left to do.</summary>
    public bool IsAnswered => messages.Count > 0 && messages[^1].Role == ChatRole.Assistant && !Calls(messages[^1]).Any();

    /// <summary>The calls of the last response that have no result, in order: an earlier attempt has not come to them.</summary>
    public IReadOnlyList<FunctionCallContent> Dangling()
    {
        var last = LastResponse();
        if (last < 0)
        {
            return [];
        }

        messages[last] = WithDistinctCalls(messages[last]);
        var answered = Results(last).Select(result => result.CallId).ToHashSet(StringComparer.Ordinal);
        return [.. Calls(messages[last]).Where(call => !answered.Contains(call.CallId))];
    }

    /// <summary>The person's answer about a call; null when there is none.</summary>
    public ToolApprovalResponseContent? Decision(FunctionCallContent call) => decided.GetValueOrDefault(call.CallId);

    public bool IsAsked(FunctionCallContent call) => asked.Contains(call.CallId);

    /// <summary>How often the turn had the same call, with the same arguments, before this one.</summary>
    public int Earlier(FunctionCallContent call)
    {
        var wanted = Signature(call);
        return Turn.SelectMany(Calls).TakeWhile(other => !ReferenceEquals(other, call)).Count(other => Signature(other) == wanted);
    }

    /// <summary>The messages with a word of the application to the model; a second system message is more than some models take.</summary>
    public IReadOnlyList<ChatMessage> With(string note)
    {
        if (messages.Count == 0 || messages[0].Role != ChatRole.System)
        {
            return [new ChatMessage(ChatRole.System, note), .. messages];
        }

        var system = messages[0].Clone();
        system.Contents = [.. system.Contents, new TextContent("\n\n" + note)];
        return [system, .. messages.Skip(1)];
    }

    public void Add(ChatMessage response) => messages.Add(response);

    /// <summary>Puts the results right behind the response with the calls, in one message in the order of the calls.</summary>
    public void Add(IReadOnlyList<FunctionResultContent> results)
    {
        var last = LastResponse();
        var all = Results(last).Concat(results).ToLookup(result => result.CallId, StringComparer.Ordinal);
        var ordered = Calls(messages[last]).Select(call => all[call.CallId].First());
        messages.RemoveRange(last + 1, messages.Count - last - 1);
        messages.Add(new ChatMessage(ChatRole.Tool, [.. ordered]));
    }

    /// <summary>A response with a call id twice would leave one of the calls without a result: the later ones get ids of their own.</summary>
    public static ChatMessage WithDistinctCalls(ChatMessage response)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (Calls(response).All(call => ids.Add(call.CallId)))
        {
            return response;
        }

        ids.Clear();
        var distinct = response.Clone();
        distinct.Contents = [.. response.Contents.Select(content => IsCall(content, out var call) ? Distinct(call, ids) : content)];
        return distinct;
    }

    public static IEnumerable<FunctionCallContent> Calls(ChatMessage message) => message.Contents.OfType<FunctionCallContent>().Where(call => !call.InformationalOnly);

    private static FunctionCallContent Distinct(FunctionCallContent call, HashSet<string> ids)
    {
        var id = call.CallId;
        for (var number = 2; !ids.Add(id); number++)
        {
            id = $"{call.CallId}~{number}";
        }

        return id == call.CallId
            ? call
            : new FunctionCallContent(id, call.Name, call.Arguments) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties };
    }

    // The response that the messages end with, but for results of its calls; -1 when they end with something else.
    private int LastResponse()
    {
        var last = messages.FindLastIndex(message => message.Role != ChatRole.Tool);
        return last >= 0 && messages[last].Role == ChatRole.Assistant ? last : -1;
    }

    private List<FunctionResultContent> Results(int response) =>
        [.. messages.Skip(response + 1).SelectMany(message => message.Contents.OfType<FunctionResultContent>())];

    private static bool IsCall(AIContent content, out FunctionCallContent call)
    {
        call = (content as FunctionCallContent)!;
        return content is FunctionCallContent { InformationalOnly: false };
    }

    private static bool IsApproval(AIContent content) => content is ToolApprovalRequestContent or ToolApprovalResponseContent;

    private static string Signature(FunctionCallContent call)
    {
        var arguments = (call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal)).OrderBy(argument => argument.Key, StringComparer.Ordinal);
        return $"{call.Name} {JsonSerializer.Serialize(arguments, AIJsonUtilities.DefaultOptions)}";
    }
}
