using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.Settings;

/// <summary>
/// /api/settings: where the user lives, how the week begins, and when an assistant asks before it acts. That last one guards something: only a
/// session's token changes it.
/// </summary>
internal static class SettingsEndpoints
{
    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly string[] ApprovalModes = ["always", "destructive", "never"];

    public static void MapSettings(this IEndpointRouteBuilder endpoints)
    {
        var settings = endpoints.MapGroup("/api/settings").WithTags("Settings");
        settings.MapGet("", ReadAsync).Produces<SettingsView>().WithName("GetSettings").WithSummary("The caller's settings");
        settings.MapPatch("", ChangeAsync).Accepts<SettingsChange>("application/json", "application/merge-patch+json").Produces<SettingsView>()
            .WithName("ChangeSettings").WithSummary("Change the settings that are given");
    }

    private static async Task<IResult> ReadAsync(Caller caller, TodoDb db, CancellationToken cancellation) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == caller.UserId, cancellation) is { } user ? View(user) : AccountsProblem.Gone;

    private static async Task<IResult> ChangeAsync(HttpContext context, Caller caller, TodoDb db, TokenCache cache, TimeProvider time, CancellationToken cancellation)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var (zone, weekStart, approvals) = (body.OptionalText("time_zone"), body.OptionalText("week_start"), body.OptionalText("approvals"));
            body.RefuseOthers();
            if (zone is not null && !Zones.IsKnown(zone))
            {
                body.Fail("time_zone", "This is no IANA time zone, such as Europe/Berlin.");
            }

            var day = weekStart is null ? -1 : Array.IndexOf(Days, weekStart);
            if (weekStart is not null && day < 0)
            {
                body.Fail("week_start", "Name a day: monday to sunday.");
            }

            if (approvals is not null && !ApprovalModes.Contains(approvals, StringComparer.Ordinal))
            {
                body.Fail("approvals", "This is always, destructive or never.");
            }

            if (!body.IsValid)
            {
                return Problem.Invalid(body.Errors);
            }

            if (approvals is not null && !caller.Scopes.HasFlag(Scopes.Account))
            {
                return Problem.Forbidden("Only somebody who has signed in changes when an assistant asks: a personal token can't.");
            }

            if (await db.Users.SingleOrDefaultAsync(user => user.Id == caller.UserId, cancellation) is not { } user)
            {
                return AccountsProblem.Gone;
            }

            user.TimeZone = zone ?? user.TimeZone;
            user.WeekStart = day < 0 ? user.WeekStart : (short)day;
            user.ApprovalMode = approvals ?? user.ApprovalMode;
            if (db.ChangeTracker.HasChanges())
            {
                user.UpdatedAt = time.GetUtcNow();
                await db.SaveChangesAsync(cancellation);
                cache.Update(user.Id, Zones.Find(user.TimeZone));
            }

            return View(user);
        }
    }

    private static JsonHttpResult<SettingsView> View(User user) => TypedResults.Json(new SettingsView(user.TimeZone, Days[user.WeekStart], user.ApprovalMode), TodoJson.Default.SettingsView);
}
