namespace Todo.Backend.Assistant;

/// <summary>Why a model gave no answer, or no whole one.</summary>
internal enum ModelFailure
{
    /// <summary>It takes no more calls for now.</summary>
    RateLimited,

    /// <summary>The key is missing, wrong, or not for this model.</summary>
    Unauthorized,

    /// <summary>The call took longer than BACKEND_AI_TIMEOUT.</summary>
    Timeout,

    /// <summary>Nobody answers at the endpoint.</summary>
    Unreachable,

    /// <summary>The endpoint failed.</summary>
    ServerError,

    /// <summary>What came is no answer, or it broke off.</summary>
    BadResponse,

    /// <summary>The conversation is longer than the model can read.</summary>
    ContextTooLong,

    /// <summary>The answer was longer than is taken.</summary>
    AnswerTooLong,

    /// <summary>The endpoint does not accept the request: no such model, one without tools, an option it doesn't know.</summary>
    RequestRefused,

    /// <summary>The endpoint's content filter does not let the conversation through.</summary>
    Filtered,
}

/// <summary>
/// A call of the model that failed. The message is for operators and names no key and nothing that was said; what the person is
/// told, the caller decides by <see cref="Failure"/>.
/// </summary>
/// <param name="failure">The kind.</param>
/// <param name="message">What happened, and what to do about it.</param>
/// <param name="inner">Only failures of the network: those of the endpoint quote what was said.</param>
internal sealed class ModelUnavailableException(ModelFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ModelFailure Failure { get; } = failure;
}
