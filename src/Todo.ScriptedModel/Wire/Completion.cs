using System.Text.Json.Nodes;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Wire;

/// <summary>One answer in the API's shapes: an object, or chunks of it.</summary>
internal sealed class Completion(Answer answer, RecordedRequest request, TimeProvider time)
{
    private readonly string id = "chatcmpl-" + Guid.NewGuid().ToString("N")[..29];
    private readonly long created = time.GetUtcNow().ToUnixTimeSeconds();
    private long characters;

    /// <summary>The whole answer.</summary>
    public JsonObject Whole()
    {
        var text = answer.Text is null ? null : string.Concat(answer.Text);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text, ["refusal"] = answer.Reply.Refusal, ["annotations"] = new JsonArray() };
        if (answer.Reply.Reasoning is { } reasoning)
        {
            message["reasoning_content"] = reasoning;
        }

        if (answer.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select(call => Head(call, call.Arguments))]);
        }

        characters = (text?.Length ?? 0) + answer.Calls.Sum(call => call.Arguments.Length);
        var whole = Envelope("chat.completion", new JsonArray(Choice("message", message, answer.Finish)));
        if (!answer.Reply.WithoutUsage)
        {
            whole["usage"] = Usage();
        }

        return whole;
    }

    /// <summary>Role, text, calls, the reason for the end, and usage where it is asked for.</summary>
    public IEnumerable<JsonObject> Chunks(bool includeUsage)
    {
        var isTold = includeUsage && !answer.Reply.WithoutUsage;
        foreach (var delta in Deltas())
        {
            yield return Chunk(new JsonArray(Choice("delta", delta, null)), isTold);
        }

        yield return Chunk(new JsonArray(Choice("delta", [], answer.Finish)), isTold);
        if (isTold)
        {
            var last = Chunk([], isTold);
            last["usage"] = Usage();
            yield return last;
        }
    }

    private IEnumerable<JsonObject> Deltas()
    {
        yield return new JsonObject { ["role"] = "assistant", ["content"] = answer.Text is null ? null : "", ["refusal"] = null };
        if (answer.Reply.Reasoning is { } reasoning)
        {
            yield return new JsonObject { ["reasoning_content"] = reasoning };
        }

        foreach (var piece in answer.Text ?? [])
        {
            characters += piece.Length;
            yield return new JsonObject { ["content"] = piece };
        }

        if (answer.Reply.Refusal is { } refusal)
        {
            yield return new JsonObject { ["refusal"] = refusal };
        }

        foreach (var fragment in answer.Reply.Interleave ? InTurns() : OneAfterTheOther())
        {
            yield return new JsonObject { ["tool_calls"] = new JsonArray(fragment) };
        }
    }

    private IEnumerable<JsonObject> OneAfterTheOther() => answer.Calls.SelectMany(Fragments);

    private IEnumerable<JsonObject> InTurns()
    {
        var calls = answer.Calls.Select((call, index) => Fragments(call, index).ToArray()).ToArray();
        return Enumerable.Range(0, calls.Max(fragments => fragments.Length))
            .SelectMany(turn => calls.Where(fragments => turn < fragments.Length).Select(fragments => fragments[turn]));
    }

    // The id and the name come once, with empty arguments.
    private IEnumerable<JsonObject> Fragments(AnswerCall call, int index)
    {
        var head = Head(call, "");
        head.Insert(0, "index", index);
        yield return head;
        foreach (var fragment in call.Fragments)
        {
            characters += fragment.Length;
            yield return new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = fragment } };
        }
    }

    private static JsonObject Head(AnswerCall call, string arguments) => new()
    {
        ["id"] = call.Id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments },
    };

    private static JsonObject Choice(string name, JsonObject content, string? finish) =>
        new() { ["index"] = 0, [name] = content, ["logprobs"] = null, ["finish_reason"] = finish };

    private JsonObject Chunk(JsonArray choices, bool isUsageTold)
    {
        var chunk = Envelope("chat.completion.chunk", choices);
        if (isUsageTold)
        {
            chunk["usage"] = null;
        }

        return chunk;
    }

    private JsonObject Envelope(string kind, JsonArray choices) => new()
    {
        ["id"] = id,
        ["object"] = kind,
        ["created"] = created,
        ["model"] = request.Model,
        ["service_tier"] = "default",
        ["system_fingerprint"] = "fp_scripted",
        ["choices"] = choices,
    };

    private JsonObject Usage()
    {
        var usage = answer.Reply.Usage ?? new Usage(Tokens(request.Text.Length), Tokens(characters));
        return new JsonObject
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Completion,
            ["total_tokens"] = usage.Prompt + usage.Completion,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.Cached, ["audio_tokens"] = 0 },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = usage.Reasoning,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
        };
    }

    private static int Tokens(long characters) => (int)((characters + 3) / 4);
}
