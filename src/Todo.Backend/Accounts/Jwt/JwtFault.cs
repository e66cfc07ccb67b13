namespace Todo.Backend.Accounts.Jwt;

/// <summary>Why a token is refused: for the log and the tests, never for the answer (the client learns only that it is invalid).</summary>
internal enum JwtFault
{
    None,
    TooLong,
    Malformed,
    BadHeader,
    UnsupportedHeader,
    UnknownKey,
    WrongAlgorithm,
    BadSignature,
    BadClaims,
    WrongIssuer,
    WrongAudience,
    NoSubject,
    BadTime,
    Expired,
    NotYetValid,
}
