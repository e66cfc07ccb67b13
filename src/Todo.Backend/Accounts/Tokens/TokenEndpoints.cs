using System.Globalization;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Operations;
using Todo.Contracts;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.Tokens;

/// <summary>/api/tokens, for a session's token only: a token can't make itself a better one.</summary>
internal static class TokenEndpoints
{
    private const int MaxNameLength = 100;
    private const int MaxDays = 365;

    public static void MapTokens(this IEndpointRouteBuilder endpoints)
    {
        var tokens = endpoints.MapGroup("/api/tokens").RequireScopes(Scopes.Account).WithTags("Tokens");
        tokens.MapGet("", ListAsync).Produces<PersonalTokenList>()
            .WithName("ListTokens").WithSummary("The personal access tokens that still work");
        tokens.MapPost("", CreateAsync).Accepts<NewPersonalToken>("application/json").Produces<CreatedPersonalToken>(StatusCodes.Status201Created)
            .WithName("CreateToken").WithSummary("Make a personal access token; its text is in this answer only");
        tokens.MapDelete("{id}", RevokeAsync).Produces(StatusCodes.Status204NoContent)
            .WithName("DeleteToken").WithSummary("Revoke a personal access token");
    }

    private static async Task<IResult> ListAsync(Caller caller, PersonalTokens tokens, CancellationToken cancellation) =>
        TypedResults.Json(await tokens.ListAsync(caller, cancellation), TodoJson.Default.PersonalTokenList);

    private static async Task<IResult> CreateAsync(HttpContext context, Caller caller, PersonalTokens tokens, CancellationToken cancellation)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var input = Read(body);
            if (!body.IsValid)
            {
                return Problem.Invalid(body.Errors);
            }

            if (!(await tokens.CreateAsync(caller, input, cancellation)).TryGet(out var created, out var failure))
            {
                return failure.ToProblem();
            }

            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/api/tokens/{created.Id}");
            return TypedResults.Json(created, TodoJson.Default.CreatedPersonalToken, statusCode: StatusCodes.Status201Created);
        }
    }

    // An id that is no number is one that does not exist.
    private static async Task<IResult> RevokeAsync(string id, Caller caller, PersonalTokens tokens, CancellationToken cancellation) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await tokens.RevokeAsync(caller, number, cancellation)
            ? TypedResults.NoContent()
            : Problem.NotFound();

    private static NewPersonalToken Read(JsonBody body)
    {
        var name = body.Text("name").Trim();
        if (body.Has("name") && (name.Length == 0 || name.EnumerateRunes().Count() > MaxNameLength || name.Any(char.IsControl)))
        {
            body.Fail("name", $"A name has 1 to {MaxNameLength} characters and no control characters.");
        }

        var scopes = body.OptionalTexts("scopes");
        if (!body.Has("scopes") || scopes is { Count: 0 } || scopes?.Any(scope => scope is not ("read" or "write")) == true)
        {
            body.Fail("scopes", "Name what the token may do: read, write, or both.");
        }

        var days = body.OptionalNumber("expires_in_days", 1, MaxDays);
        if (!body.Has("expires_in_days"))
        {
            body.Fail("expires_in_days", $"Say when the token ends: 1 to {MaxDays} days from now.");
        }

        body.RefuseOthers();
        return new NewPersonalToken(name, [.. (scopes ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], days ?? 0);
    }
}
