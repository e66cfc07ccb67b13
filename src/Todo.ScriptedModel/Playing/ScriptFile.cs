using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Todo.ScriptedModel.Playing;

/// <summary>Scripts as JSON; comments and trailing commas are fine, members that mean nothing are not.</summary>
public static class ScriptFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>A <see cref="ScriptException"/> says in one line what is wrong with it.</summary>
    public static Script Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException($"The script {path} can't be read: {error.Message}");
        }

        return Parse(text, path);
    }

    public static Script Parse(string json, string source = "The script")
    {
        Script script;
        try
        {
            script = JsonSerializer.Deserialize<Script>(json, Format) ?? throw new ScriptException($"{source} is null: write {{\"exchanges\": […]}}.");
        }
        catch (JsonException error)
        {
            throw new ScriptException($"{source} is no script: {error.Message.ReplaceLineEndings(" ")} README.md beside the program has the format.");
        }

        var problems = script.Exchanges.SelectMany(Problems).ToArray();
        return problems.Length == 0 ? script : throw new ScriptException($"{source}: {string.Join(' ', problems)}");
    }

    private static IEnumerable<string> Problems(Exchange exchange, int number)
    {
        var (at, reply) = ($"exchanges[{number}]", exchange.Reply);
        foreach (var (name, pattern) in new[] { ("user", exchange.When?.User), ("result", exchange.When?.Result), ("system", exchange.When?.System) })
        {
            if (pattern is not null && PatternProblem(pattern) is { } problem)
            {
                yield return $"{at}.when.{name}: {problem}.";
            }
        }

        if (exchange.Times < 1)
        {
            yield return $"{at}.times must be 1 or more.";
        }

        if (exchange is { Forever: true, Times: not null })
        {
            yield return $"{at} has both times and forever: remove one.";
        }

        if (new object?[] { reply.Text, reply.Chunks, reply.Huge > 0 ? reply.Huge : null }.Count(part => part is not null) > 1)
        {
            yield return $"{at}.reply has more than one of text, chunks and huge: its text is one of them.";
        }

        if (reply.Calls.Any(call => call is { Arguments: not null, Raw: not null }))
        {
            yield return $"{at}.reply.calls has arguments and raw of the same call: remove one.";
        }

        if (reply.Status is < 100 or > 599)
        {
            yield return $"{at}.reply.status must be 100 to 599.";
        }

        if (new[] { reply.Wait, reply.Delay, reply.HangAfter ?? 0, reply.CutAfter ?? 0, reply.EndAfter ?? 0 }.Any(number => number < 0) || reply.Huge < 0 || reply.Calls.Any(call => call.Fragment < 1))
        {
            yield return $"{at}.reply has a number below its least: times and counts are 0 or more, a fragment 1 or more.";
        }
    }

    private static string? PatternProblem(string pattern)
    {
        try
        {
            _ = Pattern.Of(pattern);
            return null;
        }
        catch (RegexParseException error)
        {
            return error.Message.TrimEnd('.');
        }
    }
}

/// <summary>A script that can't be played; the message is one line.</summary>
public sealed class ScriptException(string message) : Exception(message);
