namespace Todo.Backend.Mcp.Http;

/// <summary>The protocol's revisions, dates that compare as text.</summary>
internal static class Revisions
{
    /// <summary>The first without handshake and session: each request says its revision and what its client can.</summary>
    public const string July2026 = "2026-07-28";

    /// <summary>What a client may be told to use: without sessions there is nothing to shake hands about.</summary>
    public static readonly IReadOnlyList<string> WithoutHandshake = [July2026];

    /// <summary>All that are spoken.</summary>
    public static readonly IReadOnlyList<string> Known = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", July2026];

    public static bool IsWithoutHandshake(string? revision) => string.CompareOrdinal(revision, July2026) >= 0;
}
