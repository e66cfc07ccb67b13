using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Todo.Backend.Mcp.Approvals;

/// <summary>One digest for equal JSON, in whatever order its members come.</summary>
internal static class CanonicalJson
{
    public static byte[] Digest(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, node);
        }

        return SHA256.HashData(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                json.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case JsonArray items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case null:
                json.WriteNullValue();
                break;
            default:
                node.WriteTo(json);
                break;
        }
    }
}
