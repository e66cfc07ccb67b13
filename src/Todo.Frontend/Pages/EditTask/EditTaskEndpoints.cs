using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.EditTask;

public static class EditTaskEndpoints
{
    public static void MapEditTask(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tasks/{id:long}", ShowAsync);
        routes.MapForm("/tasks/{id:long}", SaveAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, long id)
    {
        var (task, etag) = await context.Api().GetTaskAsync(id, context.RequestAborted);
        return Page(context, task, etag, TaskInput.Of(task), FormErrors.None, StatusCodes.Status200OK);
    }

    private static async Task<IResult> SaveAsync(HttpContext context, FormFields form)
    {
        var id = long.Parse((string)context.Request.RouteValues["id"]!);
        var input = TaskInput.Of(form);
        try
        {
            await context.Api().ChangeTaskAsync(id, input.ToChanges(), form["etag"], context.RequestAborted);
            new Flash(FlashKind.TaskSaved).Set(context);
            return PageResults.SeeOther("/tasks");
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.PreconditionFailed)
        {
            var (task, etag) = await context.Api().GetTaskAsync(id, context.RequestAborted);
            return exception.Status == HttpStatusCode.BadRequest
                ? Page(context, task, form["etag"], input, FormErrors.Of(exception), StatusCodes.Status400BadRequest)
                : Page(context, task, etag, input, Changed, StatusCodes.Status412PreconditionFailed);
        }
    }

    private static FormErrors Changed => new(
        "This task has been changed elsewhere since you opened it. Below is what you typed: save once more to keep it, or open the task again to see how it is now.",
        FormErrors.None.Fields);

    private static IResult Page(HttpContext context, TaskView task, string? etag, TaskInput input, FormErrors errors, int status)
    {
        var user = context.GetSession();
        var text = new TaskText(user, context.RequestServices.GetRequiredService<TimeProvider>());
        return PageResults.Page<EditTaskPage>(context, new EditTaskModel(user, task, etag, input, text) { Errors = errors, Flash = Flash.Take(context) }, status);
    }
}
