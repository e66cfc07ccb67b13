using System.Buffers;
using System.Text.Json;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;
using Todo.Backend.Tasks.Undoing;
using Todo.Contracts;
using Todo.Hosting.Problems;

namespace Todo.Backend.Tasks.Rest;

/// <summary>The REST door to undo, for a button: a body that names the turn, or none for the latest.</summary>
internal static class UndoEndpoints
{
    public static void MapUndo(this RouteGroupBuilder api) => api.MapPost("/undo", UndoAsync);

    private static async Task UndoAsync(HttpContext context, Caller caller, UndoTurn undo, CancellationToken cancellation)
    {
        var (turn, problem) = ((long?)null, (Problem?)null);
        if (JsonBody.IsSent(context))
        {
            problem = JsonBody.CheckType(context, JsonBody.Json);
            if (problem is null)
            {
                (turn, problem) = await JsonBody.ReadAsync(context, Read);
            }
        }

        if (problem is null)
        {
            var result = await undo.RunAsync(caller, turn, cancellation);
            if (result.TryGet(out var undone, out var failure))
            {
                await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, undone, TodoJson.Default.UndoResult);
                return;
            }

            problem = failure.ToProblem();
        }

        await problem.ExecuteAsync(context);
    }

    private static (long? Turn, Problem? Problem) Read(ReadOnlySequence<byte> body)
    {
        try
        {
            return body.IsEmpty ? (null, null) : ReadObject(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, Malformed());
        }
    }

    private static (long? Turn, Problem? Problem) ReadObject(ReadOnlySequence<byte> body)
    {
        var json = JsonBody.Reader(body);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return (null, Malformed());
        }

        var errors = new FieldErrors();
        var values = new JsonValues(errors);
        Given<long> turn = default;
        var seen = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (name != "turn" || seen)
            {
                values.Refuse<long>(ref json, name, seen ? "This is given twice." : "There is no such member: send turn or nothing.");
            }
            else if (json.TokenType != JsonTokenType.Null)
            {
                turn = values.Long(ref json, name);
            }

            seen |= name == "turn";
        }

        json.Read();
        if (turn is { IsGiven: true, Value: < 1 })
        {
            errors.Add("turn", "A turn's number is 1 or more.");
        }

        return errors.Any ? (null, Problem.Invalid(errors.ToDictionary())) : (turn.IsGiven ? turn.Value : null, null);
    }

    private static Problem Malformed() => Problem.Malformed("Send no body, or {\"turn\":12}.");
}
