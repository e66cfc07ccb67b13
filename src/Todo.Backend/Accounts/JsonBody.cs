using System.Text.Json;
using Todo.Backend.Accounts.Jwt;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts;

/// <summary>
/// A small body read member by member, so that every wrong one is named at once, by its name on the wire.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private readonly JsonDocument document;
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    private JsonBody(JsonDocument document) => this.document = document;

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);

    public bool IsValid => errors.Count == 0;

    /// <summary>The body, or the problem with it. No body at all counts as an empty object.</summary>
    public static async Task<(JsonBody? Body, Problem? Problem)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        // application/json and every application/…+json.
        if (!request.HasJsonContentType() && (request.ContentType is not null || request.ContentLength is > 0))
        {
            return (null, Problem.UnsupportedMediaType());
        }

        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, context.RequestAborted);
        if (bytes.Length == 0)
        {
            return (new JsonBody(JsonDocument.Parse("{}")), null);
        }

        return StrictJson.TryParse(bytes.ToArray(), out var document)
            ? (new JsonBody(document), null)
            : (null, Problem.Malformed("The body is not one JSON object in UTF-8 with each member once."));
    }

    public bool Has(string name)
    {
        known.Add(name);
        return document.RootElement.TryGetProperty(name, out _);
    }

    /// <summary>A text; an error when it is missing or something else.</summary>
    public string Text(string name)
    {
        if (!Has(name))
        {
            Fail(name, "Invalid input: expected string, received undefined");
            return "";
        }

        return OptionalText(name) ?? "";
    }

    /// <summary>A text or null when it is absent; null is an error, unless <paramref name="nullable"/>.</summary>
    public string? OptionalText(string name, bool nullable = false)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = document.RootElement.GetProperty(name);
        if (nullable && value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (document.RootElement.String(name) is not { } text)
        {
            Fail(name, $"Invalid input: expected string, received {Kind(value)}");
            return null;
        }

        return text;
    }

    public bool? OptionalFlag(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = document.RootElement.GetProperty(name);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fail(name, $"Invalid input: expected boolean, received {Kind(value)}");
            return null;
        }

        return value.GetBoolean();
    }

    public int? OptionalNumber(string name, int min, int max)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = document.RootElement.GetProperty(name);
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < min || number > max)
        {
            Fail(name, $"This must be a whole number from {min} to {max}.");
            return null;
        }

        return number;
    }

    /// <summary>The number of a row; null when it is absent, null or wrong.</summary>
    public long? OptionalId(string name)
    {
        if (!Has(name) || document.RootElement.GetProperty(name) is not { ValueKind: not JsonValueKind.Null } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var id))
        {
            Fail(name, "This must be a whole number.");
            return null;
        }

        return id;
    }

    /// <summary>A list of texts; null when it is absent or wrong.</summary>
    public IReadOnlyList<string>? OptionalTexts(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = document.RootElement.GetProperty(name);
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            Fail(name, "This must be a list of texts.");
            return null;
        }

        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    public void Fail(string name, string message)
    {
        if (!errors.TryGetValue(name, out var messages))
        {
            errors.Add(name, messages = []);
        }

        messages.Add(message);
    }

    /// <summary>Every member that nobody has asked for is an error.</summary>
    public void RefuseOthers()
    {
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                Fail(member.Name, "There is no such member.");
            }
        }
    }

    public void Dispose() => document.Dispose();

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.String => "malformed text",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
