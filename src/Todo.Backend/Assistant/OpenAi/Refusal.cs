using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>The model's own "no", which Chat Completions keeps apart from what it says.</summary>
internal static class Refusal
{
    /// <summary>The <see cref="ErrorContent.ErrorCode"/> that marks one.</summary>
    public const string Code = "Refusal";

    public static ErrorContent Content(string text) => new(text) { ErrorCode = Code };
}
