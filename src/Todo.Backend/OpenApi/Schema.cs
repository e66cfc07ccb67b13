using System.Text.Json.Nodes;

namespace Todo.Backend.OpenApi;

/// <summary>JSON schemas (2020-12, as OpenAPI 3.1 has them) in few words. Each call makes a new one: a node has one parent.</summary>
internal static class Schema
{
    public static JsonObject Ref(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    public static JsonObject Text(string description) => Of("string", description);

    public static JsonObject Integer(string description) => Of("integer", description);

    public static JsonObject Flag(string description) => Of("boolean", description);

    public static JsonObject Choice(string description, params string[] values)
    {
        var schema = Of("string", description);
        schema["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        return schema;
    }

    public static JsonObject Date(string description) => Text(description).With("format", "date");

    /// <summary>RFC 3339 in UTC.</summary>
    public static JsonObject Instant(string description) => Text(description).With("format", "date-time");

    public static JsonObject List(string description, JsonObject items) => Of("array", description).With("items", items);

    public static JsonObject Map(string description, JsonObject values) => Of("object", description).With("additionalProperties", values);

    /// <summary>What the backend sends: every member is always there. Later versions may add members.</summary>
    public static JsonObject Object(string description, params (string Name, JsonObject Schema)[] members) =>
        Of("object", description)
            .With("required", new JsonArray([.. members.Select(member => (JsonNode)member.Name)]))
            .With("properties", Properties(members));

    /// <summary>What the backend takes: nothing but these members.</summary>
    public static JsonObject Input(string description, string[] required, params (string Name, JsonObject Schema)[] members)
    {
        var schema = Of("object", description);
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        }

        return schema.With("properties", Properties(members)).With("additionalProperties", false);
    }

    /// <summary>Lengths count Unicode code points, in JSON schema as here.</summary>
    public static JsonObject Length(this JsonObject schema, int min, int max) =>
        (min > 0 ? schema.With("minLength", min) : schema).With("maxLength", max);

    public static JsonObject Matching(this JsonObject schema, string pattern) => schema.With("pattern", pattern);

    public static JsonObject From(this JsonObject schema, long min) => schema.With("minimum", min);

    public static JsonObject To(this JsonObject schema, long max) => schema.With("maximum", max);

    public static JsonObject AtMost(this JsonObject schema, int items) => schema.With("maxItems", items);

    public static JsonObject By(this JsonObject schema, JsonNode fallback) => schema.With("default", fallback);

    public static JsonObject Like(this JsonObject schema, JsonNode example) => schema.With("examples", new JsonArray(example));

    public static JsonObject ReadOnly(this JsonObject schema) => schema.With("readOnly", true);

    public static JsonObject OrNull(this JsonObject schema)
    {
        if (schema["$ref"] is not null)
        {
            return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        schema["type"] = new JsonArray(schema["type"]!.GetValue<string>(), "null");
        (schema["enum"] as JsonArray)?.Add((JsonNode?)null);
        return schema;
    }

    public static JsonObject With(this JsonObject schema, string keyword, JsonNode value)
    {
        schema[keyword] = value;
        return schema;
    }

    private static JsonObject Of(string type, string description) => new() { ["type"] = type, ["description"] = description };

    private static JsonObject Properties((string Name, JsonObject Schema)[] members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema)));
}
