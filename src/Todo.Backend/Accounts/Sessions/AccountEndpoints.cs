using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>Changing and deleting the account of a session.</summary>
internal static class AccountEndpoints
{
    private const int MaxImageLength = 2048;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static void MapAccount(this RouteGroupBuilder auth)
    {
        auth.MapPost("change-password", ChangePasswordAsync).Accepts<ChangePasswordBody>("application/json").Produces<AuthSignedUp>()
            .WithName("ChangePassword").WithSummary("Set a new password by the present one; revokeOtherSessions ends every session and gives a new one");
        auth.MapPost("reset-password", ResetPasswordAsync).Accepts<ResetPasswordBody>("application/json").Produces<AuthStatus>()
            .WithName("ResetPassword").WithSummary("Set a new password by a one-time code of the operator's");
        auth.MapPost("update-user", UpdateUserAsync).Accepts<UpdateUserBody>("application/json").Produces<AuthStatus>()
            .WithName("UpdateUser").WithSummary("Change name or image");
        auth.MapPost("delete-user", DeleteUserAsync).Accepts<DeleteUserBody>("application/json").Produces<AuthDeleted>()
            .WithName("DeleteUser").WithSummary("Delete the account with everything that is its own");
    }

    private static async Task<IResult> ChangePasswordAsync(
        HttpContext context, SessionStore sessions, PasswordOperations passwords, SessionToken tokens, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is not { } caller)
        {
            return AuthFailure.Unauthorized.ToProblem();
        }

        var (body, problem) = await AuthBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var (present, next, revoke) = (body.Text("currentPassword"), body.Text("newPassword"), body.OptionalFlag("revokeOtherSessions") ?? false);
            if (!body.IsValid)
            {
                return AuthFailure.Validation(body.Errors).ToProblem();
            }

            var result = await passwords.ChangeAsync(caller, present, next, revoke, context, cancellation);
            return result.Match(changed =>
            {
                if (changed.Session is { } session)
                {
                    context.Response.Headers[AuthEndpoints.TokenHeader] = tokens.Signed(session.Token);
                }

                return AuthEndpoints.Json(new AuthSignedUp(changed.Session?.Token, AuthEndpoints.View(changed.User)));
            });
        }
    }

    private static async Task<IResult> ResetPasswordAsync(HttpContext context, PasswordOperations passwords, CancellationToken cancellation)
    {
        var (body, problem) = await AuthBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var (next, code) = (body.Text("newPassword"), body.OptionalText("token"));
            if (!body.IsValid)
            {
                return AuthFailure.Validation(body.Errors).ToProblem();
            }

            // Better Auth takes it from the link's query as well.
            code ??= context.Request.Query["token"].ToString();
            var failure = await passwords.ResetAsync(code, next, cancellation);
            return failure is null ? AuthEndpoints.Json(new AuthStatus(Status: true)) : failure.ToProblem();
        }
    }

    private static async Task<IResult> UpdateUserAsync(HttpContext context, SessionStore sessions, TodoDatabase database, TimeProvider time, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is not { } caller)
        {
            return AuthFailure.Unauthorized.ToProblem();
        }

        var (body, problem) = await AuthBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            if (body.Has("email"))
            {
                return AuthFailure.EmailFixed.ToProblem();
            }

            var (name, image) = (body.OptionalText("name"), body.OptionalText("image", nullable: true));
            if (name is not null)
            {
                AuthEndpoints.Name(body, name);
            }

            if (image is not null && !(image.Length <= MaxImageLength && Uri.TryCreate(image, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            {
                body.Fail("image", "This must be the http(s) URL of an image.");
            }

            if (!body.IsValid)
            {
                return AuthFailure.Validation(body.Errors).ToProblem();
            }

            if (name is null && !body.Has("image"))
            {
                return AuthFailure.NothingToUpdate.ToProblem();
            }

            await using var db = database.CreateContext();
            var user = await db.Users.SingleAsync(user => user.Id == caller.User.Id, cancellation);
            user.Name = name ?? user.Name;
            user.Image = body.Has("image") ? image : user.Image;
            user.UpdatedAt = time.GetUtcNow();
            await db.SaveChangesAsync(cancellation);
            return AuthEndpoints.Json(new AuthStatus(Status: true));
        }
    }

    private static async Task<IResult> DeleteUserAsync(
        HttpContext context, SessionStore sessions, PasswordOperations passwords, DeleteAccount delete, TimeProvider time, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is not { } caller)
        {
            return AuthFailure.Unauthorized.ToProblem();
        }

        var (body, problem) = await AuthBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var password = body.OptionalText("password", nullable: true);
            if (!body.IsValid)
            {
                return AuthFailure.Validation(body.Errors).ToProblem();
            }

            // Without the password only a session that has just begun: Better Auth's rule for "fresh" sessions, with a shorter time.
            if (password is null && time.GetUtcNow() - caller.Session.CreatedAt > Fresh)
            {
                return AuthFailure.SessionNotFresh.ToProblem();
            }

            if (password is not null && !await passwords.IsRightAsync(caller.User, password, context, cancellation))
            {
                return AuthFailure.InvalidPassword.ToProblem();
            }

            await delete.RunAsync(caller.User.Id, cancellation);
            return AuthEndpoints.Json(new AuthDeleted(Success: true, "User deleted"));
        }
    }
}
