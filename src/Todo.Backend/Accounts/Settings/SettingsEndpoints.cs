using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.Settings;

/// <summary>/api/settings: where the user lives and how the week begins. Nothing here guards anything, so any token that writes will do.</summary>
internal static class SettingsEndpoints
{
    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

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
            var (zone, weekStart) = (body.OptionalText("time_zone"), body.OptionalText("week_start"));
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

            if (!body.IsValid)
            {
                return Problem.Invalid(body.Errors);
            }

            if (await db.Users.SingleOrDefaultAsync(user => user.Id == caller.UserId, cancellation) is not { } user)
            {
                return AccountsProblem.Gone;
            }

            user.TimeZone = zone ?? user.TimeZone;
            user.WeekStart = day < 0 ? user.WeekStart : (short)day;
            if (db.ChangeTracker.HasChanges())
            {
                user.UpdatedAt = time.GetUtcNow();
                await db.SaveChangesAsync(cancellation);
                cache.Update(user.Id, Zones.Find(user.TimeZone));
            }

            return View(user);
        }
    }

    private static JsonHttpResult<SettingsView> View(User user) => TypedResults.Json(new SettingsView(user.TimeZone, Days[user.WeekStart]), TodoJson.Default.SettingsView);
}
