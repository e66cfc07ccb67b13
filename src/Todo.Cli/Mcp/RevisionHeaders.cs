using System.Text;

namespace Todo.Cli.Mcp;

/// <summary>The headers by which streamable HTTP repeats what stdio says in the body only.</summary>
internal sealed class RevisionHeaders
{
    private const string First = "2026-07-28";
    private const string Encoded = "=?base64?";
    private string? negotiated;
    private string? declared;

    /// <summary>What initialize has agreed on holds for all that follows (2025-06-18, "Protocol Version Header").</summary>
    public void Negotiate(string revision) => negotiated = revision;

    /// <summary>What the last request has declared holds for notifications, which need not declare any.</summary>
    public void Declare(BridgeMessage message) => declared = message.Revision ?? declared;

    public IEnumerable<KeyValuePair<string, string>> Of(BridgeMessage message)
    {
        var revision = message.IsInitialize ? null : message.Revision ?? negotiated ?? declared;
        if (revision is null)
        {
            yield break;
        }

        yield return KeyValuePair.Create("MCP-Protocol-Version", revision);

        // SEP-2243: from this revision on, what proxies route by.
        if (string.CompareOrdinal(revision, First) >= 0 && message.Method is not null)
        {
            yield return KeyValuePair.Create("Mcp-Method", Encode(message.Method));
            if (message.Name is not null)
            {
                yield return KeyValuePair.Create("Mcp-Name", Encode(message.Name));
            }
        }
    }

    // Visible ASCII as it is; all else, and what would look encoded, as Base64 of its UTF-8.
    private static string Encode(string value) =>
        value.All(letter => letter is >= ' ' and <= '~') && value == value.Trim() && !value.StartsWith(Encoded, StringComparison.OrdinalIgnoreCase)
            ? value
            : $"{Encoded}{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
}
