using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Todo.Backend.OpenApi.Descriptions;

namespace Todo.Backend.OpenApi;

/// <summary>The OpenAPI 3.1 description of the public API, made when it is first asked for.</summary>
public sealed class ApiDocument
{
    private static readonly Lazy<ApiDocument> Made = new(() => new ApiDocument());

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ApiDocument()
    {
        byte[] json = [.. JsonSerializer.SerializeToUtf8Bytes<JsonNode>(Document(), Format), (byte)'\n'];
        Json = json;
        ETag = '"' + Convert.ToHexStringLower(SHA256.HashData(json)[..16]) + '"';
    }

    public static ApiDocument Current => Made.Value;

    /// <summary>UTF-8, the same bytes as docs/openapi.json.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Quoted.</summary>
    public string ETag { get; }

    private static Operation[] Operations() =>
    [
        .. TaskOperations.All(),
        .. OverviewOperations.All(),
        .. TransferOperations.All(),
        .. EventOperations.All(),
        .. ChatOperations.All(),
        .. AgentOperations.All(),
        .. AuthenticationOperations.All(),
        .. AccountOperations.All(),
        .. ServiceOperations.All(),
    ];

    private static JsonObject Document() => new()
    {
        ["openapi"] = "3.1.1",
        ["info"] = Overview.Info(),
        ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The server that this document comes from" }),
        ["tags"] = Overview.Tags(),
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = Overview.SecuritySchemes(),
            ["parameters"] = SharedParameters.All(),
            ["headers"] = SharedHeaders.All(),
            ["schemas"] = Schemas.All(),
            ["responses"] = SharedProblems.All(),
        },
    };

    private static JsonObject Paths()
    {
        var paths = new JsonObject();
        var operations = Operations();
        foreach (var operation in operations)
        {
            Path(operation.Path)[operation.Method] = OperationObject(operation, isUserForm: false);
        }

        foreach (var operation in operations.Where(operation => operation.HasUserForm))
        {
            Path(operation.Path.Replace("/api/", "/api/{user_id}/", StringComparison.Ordinal))[operation.Method] = OperationObject(operation, isUserForm: true);
        }

        return paths;

        JsonObject Path(string path)
        {
            if (paths[path] is not JsonObject item)
            {
                paths[path] = item = [];
            }

            return item;
        }
    }

    private static JsonObject OperationObject(Operation operation, bool isUserForm)
    {
        var result = new JsonObject
        {
            ["operationId"] = operation.Id + (isUserForm ? "OfUser" : ""),
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = operation.Summary,
            ["description"] = operation.Description,
            ["security"] = Overview.Security(operation.Access),
        };
        IEnumerable<Parameter> parameters = isUserForm ? [Parameter.Ref("UserId"), .. operation.Parameters] : operation.Parameters;
        if (parameters.Any())
        {
            result["parameters"] = new JsonArray([.. parameters.Select(ParameterObject)]);
        }

        if (operation.Body is { } body)
        {
            result["requestBody"] = new JsonObject
            {
                ["description"] = body.Description,
                ["required"] = !body.IsOptional,
                ["content"] = Contents(body.Contents),
            };
        }

        var responses = new JsonObject();
        foreach (var answer in operation.Answers.Concat(SharedProblems.Of(operation, isUserForm)).OrderBy(answer => answer.Status))
        {
            responses.Add(answer.Status.ToString(CultureInfo.InvariantCulture), AnswerObject(answer));
        }

        result["responses"] = responses;
        return result;
    }

    internal static JsonObject ParameterObject(Parameter parameter)
    {
        if (parameter.Shared is { } name)
        {
            return new JsonObject { ["$ref"] = "#/components/parameters/" + name };
        }

        var result = new JsonObject { ["name"] = parameter.Name, ["in"] = parameter.In, ["description"] = parameter.Description };
        if (parameter.In == "path")
        {
            result["required"] = true;
        }

        // The same parameter stands in both forms of a path.
        result["schema"] = parameter.Schema.DeepClone();
        if (parameter.Example is { } example)
        {
            result["example"] = example.DeepClone();
        }

        return result;
    }

    internal static JsonObject AnswerObject(Answer answer)
    {
        if (answer.Shared is { } name)
        {
            return new JsonObject { ["$ref"] = "#/components/responses/" + name };
        }

        var result = new JsonObject { ["description"] = answer.Description };
        if (answer.Headers.Count > 0)
        {
            result["headers"] = new JsonObject(answer.Headers.Select(header =>
                KeyValuePair.Create(SharedHeaders.NameOf(header), (JsonNode?)new JsonObject { ["$ref"] = "#/components/headers/" + header })));
        }

        if (answer.Contents.Length > 0)
        {
            result["content"] = Contents(answer.Contents);
        }

        return result;
    }

    private static JsonObject Contents(Content[] contents)
    {
        var result = new JsonObject();
        foreach (var content in contents)
        {
            var type = new JsonObject();
            if (content.Schema is { } schema)
            {
                type["schema"] = schema.DeepClone();
            }

            if (content.Examples.Length > 0)
            {
                type["examples"] = new JsonObject(content.Examples.Select(example =>
                    KeyValuePair.Create(example.Name, (JsonNode?)new JsonObject { ["summary"] = example.Summary, ["value"] = example.Value?.DeepClone() })));
            }

            result[content.Type] = type;
        }

        return result;
    }
}
