using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Todo.Backend.OpenApi;
using Todo.Testing;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>The limits that the document states are those that hold: at the limit a value is taken, beyond it refused by its name.</summary>
[Trait("rule", "A6")]
public sealed class LimitTests
{
    private static readonly ApiDescription Description = ApiDescription.Parse(ApiDocument.Current.Json.Span);

    // Every closed input but the import, whose tasks are refused one by one.
    private static readonly string[] Ids = ["addTask", "replaceTask", "changeTask", "completeTask", "chat", "changeSettings", "createToken"];

    [Fact]
    public async Task A_value_beyond_a_limit_is_refused_by_its_name_and_one_at_it_is_taken()
    {
        await using var backend = await TestBackend.StartAsync();
        var user = await TestUser.CreateAsync(backend);
        var task = JsonNode.Parse(await (await user.Client.PostAsync("/api/tasks", Json("""{"title":"Here"}"""))).Content.ReadAsStringAsync())!["id"]!;
        var faults = new List<string>();
        foreach (var operation in Description.Operations.Where(operation => Ids.Contains(operation.Id)))
        {
            var (type, body) = Description.Bodies(operation).First();
            var schema = Description.Resolve(body!["schema"]!);
            var example = body["examples"]!.AsObject().First().Value!["value"]!.AsObject();
            foreach (var (name, member) in schema["properties"]!.AsObject())
            {
                foreach (var value in Beyond(member!.AsObject()))
                {
                    await RefuseAsync(operation, type, example, name, value);
                }

                foreach (var value in member["readOnly"] is null ? At(member.AsObject()) : [])
                {
                    var (status, text) = await SendAsync(operation, type, example, name, value);
                    if (status is < 200 or >= 300)
                    {
                        faults.Add($"{operation} does not take {name} {Short(value)}: {text}");
                    }
                }
            }

            await RefuseAsync(operation, type, example, "no_such_member", 1);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));

        async Task RefuseAsync(ApiOperation operation, string type, JsonObject example, string name, JsonNode? value)
        {
            var (status, text) = await SendAsync(operation, type, example, name, value);
            if (status != 400 || JsonNode.Parse(text)!["errors"]?[name] is null)
            {
                faults.Add($"{operation} does not refuse {name} {Short(value)} by its name: {status} {text}");
            }
        }

        async Task<(int Status, string Text)> SendAsync(ApiOperation operation, string type, JsonObject example, string name, JsonNode? value)
        {
            var json = example.DeepClone().AsObject();
            json[name] = value?.DeepClone();
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Path.Replace("{id}", $"{task}", StringComparison.Ordinal)) { Content = Json(json.ToJsonString(), type) };
            using var response = await user.Client.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    private static IEnumerable<JsonNode?> Beyond(JsonObject schema)
    {
        var types = schema["type"] is JsonArray many ? many.Select(type => type!.GetValue<string>()).ToList() : [schema["type"]!.GetValue<string>()];
        yield return new JsonObject { ["a"] = 1 };
        if (!types.Contains("boolean"))
        {
            yield return true;
        }

        if (types.Contains("string"))
        {
            yield return 5;
            if (schema["maxLength"] is { } max)
            {
                yield return new string('x', max.GetValue<int>() + 1);
                yield return string.Concat(Enumerable.Repeat("🙂", max.GetValue<int>() + 1));
            }

            if (schema["minLength"] is not null)
            {
                yield return "";
            }

            if (schema["pattern"]?.GetValue<string>().Contains("Cc", StringComparison.Ordinal) == true)
            {
                yield return "a\u0007b";
            }

            if (schema["enum"] is not null || schema["format"] is not null || schema["pattern"]?.GetValue<string>().StartsWith("^(", StringComparison.Ordinal) == true)
            {
                yield return "nothing of the kind";
            }
        }

        if (types.Contains("integer"))
        {
            yield return 1.5;
            if (schema["maximum"] is { } max)
            {
                yield return max.GetValue<long>() + 1;
            }

            if (schema["minimum"] is { } min && schema["readOnly"] is null && schema["maximum"] is not null)
            {
                yield return min.GetValue<long>() - 1;
            }
        }

        if (types.Contains("array"))
        {
            yield return "x";
            yield return new JsonArray(5);
            if (schema["maxItems"] is { } max)
            {
                yield return new JsonArray([.. Enumerable.Range(0, max.GetValue<int>() + 1).Select(i => (JsonNode)$"tag {i}")]);
            }

            if (schema["items"]!["maxLength"] is { } length)
            {
                yield return new JsonArray(new string('x', length.GetValue<int>() + 1));
            }
        }
    }

    private static IEnumerable<JsonNode?> At(JsonObject schema)
    {
        if (schema["maxLength"] is { } longest && schema["examples"] is null)
        {
            yield return new string('x', longest.GetValue<int>());
            yield return string.Concat(Enumerable.Repeat("🙂", longest.GetValue<int>()));
        }

        if (schema["enum"] is JsonArray values)
        {
            foreach (var value in values)
            {
                yield return value;
            }
        }
        else if (schema["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null"))
        {
            yield return null;
        }

        if (schema["maximum"] is { } most)
        {
            yield return most.DeepClone();
            yield return schema["minimum"]!.DeepClone();
        }

        if (schema["maxItems"] is { } items)
        {
            yield return new JsonArray([.. Enumerable.Range(0, items.GetValue<int>()).Select(i => (JsonNode)$"tag {i}")]);
        }
    }

    private static StringContent Json(string json, string type = "application/json") => new(json, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static string Short(JsonNode? value) => (value?.ToJsonString() ?? "null") is { Length: > 60 } text ? text[..60] + "…" : value?.ToJsonString() ?? "null";
}
