using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>JSON of a token or a key set: an object in valid UTF-8, each member once (RFC 7515 4, RFC 7519 4), nothing after it.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        if (!Utf8.IsValid(utf8.Span))
        {
            return false;
        }

        try
        {
            var parsed = JsonDocument.Parse(utf8, Options);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object)
            {
                parsed.Dispose();
                return false;
            }

            document = parsed;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The member when it is a string; null when it is absent or anything else.</summary>
    public static string? String(this JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape that is half a surrogate pair has no text.
            return null;
        }
    }
}
