using Todo.Backend.Assistant.Budget;

namespace Todo.Backend.Assistant;

/// <summary>What the person is told when the model does not answer. What operators need to know is in the log.</summary>
internal static class FallbackReasons
{
    private const string Rules = "so I answer with simple rules";

    /// <summary>Before the offline assistant's answer.</summary>
    public static string Instead(Exception failure) => failure switch
    {
        BudgetUsedUpException { OfAll: true } => $"Today's budget for the language model is used up, {Rules} until tomorrow.",
        BudgetUsedUpException => $"You have used up your share of the language model for today, {Rules} until tomorrow.",
        ModelUnavailableException { Failure: ModelFailure.RateLimited } => $"The language model takes no more questions just now, {Rules}.",
        ModelUnavailableException { Failure: ModelFailure.Unauthorized or ModelFailure.RequestRefused } =>
            $"The language model is not set up as it should be, {Rules}. Whoever runs this service finds the reason in its log.",
        ModelUnavailableException { Failure: ModelFailure.Filtered } => $"The language model's provider does not let this conversation through, {Rules}.",
        ModelUnavailableException { Failure: ModelFailure.ContextTooLong } => $"This conversation is too long for the language model, {Rules}. A new conversation helps.",
        _ => $"The language model can't be reached just now, {Rules}.",
    };

    /// <summary>Where the model has already begun.</summary>
    public static string BrokenOff(Exception failure) => failure switch
    {
        BudgetUsedUpException => "The budget for the language model was used up before I was done, so I stopped here.",
        ModelUnavailableException { Failure: ModelFailure.AnswerTooLong } => "The language model's answer got too long, so I stopped here.",
        _ => "The language model broke off before I was done, so I stopped here.",
    };
}
