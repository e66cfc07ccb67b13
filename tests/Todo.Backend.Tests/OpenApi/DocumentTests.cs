using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Todo.Backend.OpenApi;
using Todo.Testing;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>The document as such.</summary>
[Trait("rule", "A5")]
public sealed class DocumentTests
{
    private static readonly ApiDescription Description = ApiDescription.Parse(ApiDocument.Current.Json.Span);

    public static TheoryData<string> Operations { get; } = [.. Description.Operations.Select(operation => $"{operation}")];

    [Fact]
    public void The_file_is_what_the_code_gives() => CheckedIn.Verify("docs/openapi.json", Encoding.UTF8.GetString(ApiDocument.Current.Json.Span));

    [Fact]
    public async Task The_backend_serves_the_file_to_everybody_and_304_to_who_has_it()
    {
        await using var backend = await TestBackend.StartAsync();
        using var client = backend.Client();

        using var whole = await client.GetAsync("/api/openapi.json");
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal("application/json", whole.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ApiDocument.Current.Json.ToArray(), await whole.Content.ReadAsByteArrayAsync());

        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/openapi.json") { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        using var unchanged = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public void Another_reader_finds_no_fault_in_it()
    {
        // Microsoft.OpenApi knows the specification; our code writes JSON by itself.
        var read = OpenApiDocument.Parse(Encoding.UTF8.GetString(ApiDocument.Current.Json.Span), OpenApiConstants.Json);

        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => $"{warning.Pointer}: {warning.Message}"));
        Assert.Equal(Description.Operations.Count, read.Document!.Paths.Sum(path => path.Value.Operations!.Count));
    }

    [Fact]
    public void Names_of_operations_are_unique() =>
        Assert.Empty(Description.Operations.GroupBy(operation => operation.Id).Where(group => group.Count() > 1).Select(group => group.Key));

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_can_be_learned_from_it(string name)
    {
        var operation = Operation(name);

        Assert.NotEmpty(operation.Json["summary"]!.GetValue<string>());
        Assert.NotEmpty(operation.Json["description"]!.GetValue<string>());
        Assert.Contains(operation.Json["tags"]!.AsArray().Single()!.GetValue<string>(), Description.Document["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()));
        Assert.Contains(Description.Statuses(operation), status => status is >= 200 and < 300);
        Assert.All(Description.Parameters(operation), parameter =>
        {
            Assert.NotEmpty(parameter["description"]!.GetValue<string>());
            Assert.NotNull(parameter["schema"]);
            Assert.NotNull(parameter["example"]);
        });

        // What the path names and what is described are the same.
        var inPath = operation.Path.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}'));
        Assert.Equal(inPath, Description.Parameters(operation).Where(parameter => parameter["in"]!.GetValue<string>() == "path").Select(parameter => parameter["name"]!.GetValue<string>()));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_example_keeps_to_its_schema_and_nothing_is_without_one(string name)
    {
        var operation = Operation(name);
        var schema = new JsonSchema(Description.Document, isStrict: true);
        var contents = Description.Bodies(operation).Select(body => (Place: body.Key, Content: body.Value!))
            .Concat(
                from status in Description.Statuses(operation)
                from content in Description.Response(operation, status)!["content"]?.AsObject() ?? []
                select (Place: $"{status} {content.Key}", Content: content.Value!));
        var errors =
            from content in contents
            let examples = content.Content["examples"]?.AsObject() ?? []
            from error in examples.Count == 0
                ? ["has no example"]
                : examples.SelectMany(example => schema.Errors(example.Value!["value"], content.Content["schema"]!).Select(error => $"{example.Key} {error}"))
            select $"{content.Place}: {error}";
        var ofParameters =
            from parameter in Description.Parameters(operation)
            from error in schema.Errors(parameter["example"], parameter["schema"]!)
            select $"{parameter["name"]}: {error}";

        Assert.Empty(errors.Concat(ofParameters));
    }

    [Fact]
    public void Every_input_is_closed_but_those_of_Better_Auth()
    {
        var open =
            from operation in Description.Operations
            where !operation.IsAuth
            from body in Description.Bodies(operation)
            let schema = Description.Resolve(body.Value!["schema"]!)
            where schema["additionalProperties"] is not JsonValue value || value.GetValue<bool>()
            select $"{operation}";

        Assert.Empty(open);
    }

    [Fact]
    public void Every_text_list_and_number_of_an_input_has_its_limit()
    {
        // Bounded by the body's size alone, on purpose: passwords that are compared, codes and handles, and what an import ignores.
        string[] free = ["SignIn.password", "ChangePassword.currentPassword", "DeleteUser.password", "RevokeSession.token", "ResetPassword.token", "SignUp.invitationCode",
            "Import.tasks", "Import.exported_at"];
        var unlimited =
            from schemaName in Description.Operations.SelectMany(Description.Bodies).Select(body => body.Value!["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1]).Distinct()
            from member in Description.Document["components"]!["schemas"]![schemaName]!["properties"]!.AsObject()
            where !IsLimited(member.Value!.AsObject()) && !free.Contains($"{schemaName}.{member.Key}")
            select $"{schemaName}.{member.Key}";

        Assert.Empty(unlimited);
    }

    private static bool IsLimited(JsonObject schema)
    {
        var types = schema["type"] is JsonArray many ? many.Select(type => type!.GetValue<string>()).ToArray() : [schema["type"]?.GetValue<string>() ?? "any"];
        return types.All(type => type switch
        {
            "string" => schema["readOnly"] is not null || schema["maxLength"] is not null || schema["enum"] is not null || schema["pattern"] is not null
                || schema["format"]?.GetValue<string>() is "date" or "date-time" or "uuid" || schema["examples"] is not null, // a name out of a list that is too long to be written out
            "integer" => schema["readOnly"] is not null || schema["enum"] is not null || schema["minimum"] is not null,
            "array" => schema["maxItems"] is not null || schema["items"]!["enum"] is not null,
            _ => true,
        });
    }

    private static ApiOperation Operation(string name) => Description.Operations.Single(operation => $"{operation}" == name);
}
