namespace Todo.Backend.Assistant.OpenAi;

/// <summary>
/// How much of an answer is taken. The bytes on the wire are limited by <see cref="ResponseLimit"/>; this limits what is kept of them.
/// </summary>
internal sealed class AnswerSize
{
    /// <summary>Characters of text, reasoning, refusal and arguments together, about 25,000 tokens.</summary>
    public const int MaxCharacters = 100_000;

    /// <summary>Calls of tools in one answer.</summary>
    public const int MaxCalls = 128;

    private int characters;

    public string Add(string text)
    {
        characters += Math.Min(text.Length, MaxCharacters + 1);
        return characters <= MaxCharacters ? text : throw TooLong($"{MaxCharacters} characters");
    }

    public static ModelUnavailableException TooLong(string limit) =>
        new(ModelFailure.AnswerTooLong, $"The model's answer is longer than {limit}: the rest was not read.");
}
