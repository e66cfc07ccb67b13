using System.Text;
using Microsoft.Extensions.AI;
using AiFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>Calls that come in fragments, those of parallel ones in any mixture; the index tells which a fragment belongs to.</summary>
internal sealed class StreamedCalls(AnswerSize size)
{
    private readonly List<Call> calls = [];

    public void Add(int index, string? id, string? name, string? arguments)
    {
        var call = calls.FindLast(call => call.Index == index);
        if (call is null || call.IsFollowedBy(id, name))
        {
            if (calls.Count == AnswerSize.MaxCalls)
            {
                throw AnswerSize.TooLong($"{AnswerSize.MaxCalls} calls");
            }

            calls.Add(call = new Call(index));
        }

        call.Id ??= Given(id);
        call.Name ??= Given(name);
        call.Arguments.Append(size.Add(arguments ?? ""));
    }

    /// <summary>In the order of their index, those without a name left out.</summary>
    public IEnumerable<FunctionCallContent> Whole(AiFinishReason? finish) => calls
        .Where(call => call.Name is not null)
        .OrderBy(call => call.Index)
        .Select(call => CallArguments.Of(call.Id, call.Name!, call.Arguments.ToString(), finish));

    private string? Given(string? text) => string.IsNullOrEmpty(text) ? null : size.Add(text);

    private sealed class Call(int index)
    {
        public int Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();

        // Servers that number all calls 0 begin each with an id and a name of its own; others repeat those of the same call.
        public bool IsFollowedBy(string? id, string? name) =>
            Name is not null && !string.IsNullOrEmpty(name) && Id is not null && !string.IsNullOrEmpty(id) && id != Id;
    }
}
