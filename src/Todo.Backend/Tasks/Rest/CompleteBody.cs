using System.Buffers;
using System.Text.Json;
using Todo.Backend.Tasks.Rules;
using Todo.Hosting.Problems;

namespace Todo.Backend.Tasks.Rest;

/// <summary>The optional body of completing: <c>{"completed":true}</c>.</summary>
internal static class CompleteBody
{
    /// <summary>The state to set; null for the other one than the task has.</summary>
    public static (bool? Completed, Problem? Problem) Read(ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty)
        {
            return (null, null);
        }

        try
        {
            var json = JsonBody.Reader(body);
            return json.Read() && json.TokenType == JsonTokenType.StartObject ? Read(ref json) : (null, Malformed());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, Malformed());
        }
    }

    private static (bool? Completed, Problem? Problem) Read(ref Utf8JsonReader json)
    {
        var errors = new FieldErrors();
        bool? completed = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (name == "completed" && completed is null && json.TokenType is JsonTokenType.True or JsonTokenType.False)
            {
                completed = json.GetBoolean();
                continue;
            }

            errors.Add(name, name == "completed" ? "This takes true or false, once." : "There is no such member: send completed or nothing.");
            json.Skip();
        }

        json.Read();
        return (completed, errors.Any ? Problem.Invalid(errors.ToDictionary()) : null);
    }

    private static Problem Malformed() => Problem.Malformed("Send no body, or {\"completed\":true}.");
}
