namespace Todo.Backend.Assistant.Loop;

/// <summary>Sentences of the application itself, where no model has the last word.</summary>
internal static class TurnEndings
{
    /// <summary>The author of updates that no model made.</summary>
    public const string Author = "todo";

    public const string Late = "This took too long, so I stopped here.";
    public const string Long = "This answer got too long, so I stopped here.";
    public const string Spent = "I have used up the steps that one message has, so I stopped here.";
    public const string Failing = "I tried several times and it did not work, so I stopped here.";
    public const string Silent = "The language model gave no answer.";

    /// <summary>For the model, in its last call.</summary>
    public const string LastCall = "You can't use tools any more in this turn. Answer the person now with what you know, and say what was done and what was not.";
}
