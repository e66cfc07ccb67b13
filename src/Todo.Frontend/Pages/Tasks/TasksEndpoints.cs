using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Tasks;

public static class TasksEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/tasks", ShowAsync);
        routes.MapForm("/tasks", AddAsync);
        routes.MapForm("/tasks/{id:long}/complete", CompleteAsync);
        routes.MapForm("/tasks/{id:long}/delete", DeleteAsync);
        routes.MapForm("/tasks/{id:long}/restore", RestoreAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context)
    {
        var query = ListQuery.Parse(context.Request.Query);
        try
        {
            return PageResults.Page<TasksPage>(context, await ModelAsync(context, query) with { Flash = Flash.Take(context) });
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.BadRequest && query != new ListQuery())
        {
            // A cursor of another order, a value too long: an address that was altered or has outlived its list.
            return PageResults.SeeOther("/tasks");
        }
    }

    private static async Task<IResult> AddAsync(HttpContext context, FormFields form)
    {
        var input = TaskInput.Of(form);
        var back = ReturnPath(form);
        try
        {
            await context.Api().AddTaskAsync(input.ToChanges(), form["key"], context.RequestAborted);
            new Flash(FlashKind.TaskAdded).Set(context);
            return PageResults.SeeOther(back);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.BadRequest)
        {
            var model = await ModelAsync(context, new ListQuery());
            return PageResults.Page<TasksPage>(context, model with { Input = input, Errors = FormErrors.Of(exception) }, StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IResult> CompleteAsync(HttpContext context, FormFields form)
    {
        var id = Id(context);
        var completed = form["completed"] != "false";
        var task = await context.Api().CompleteTaskAsync(id, completed, context.RequestAborted);
        var kind = !completed ? FlashKind.TaskReopened : task.Completed ? FlashKind.TaskCompleted : FlashKind.TaskMovedOn;
        new Flash(kind, id).Set(context);
        return PageResults.SeeOther(ReturnPath(form));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, FormFields form)
    {
        var id = Id(context);
        try
        {
            await context.Api().DeleteTaskAsync(id, context.RequestAborted);
            new Flash(FlashKind.TaskDeleted, id).Set(context);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            new Flash(FlashKind.TaskGone).Set(context);
        }

        return PageResults.SeeOther(ReturnPath(form));
    }

    private static async Task<IResult> RestoreAsync(HttpContext context, FormFields form)
    {
        await context.Api().RestoreTaskAsync(Id(context), context.RequestAborted);
        new Flash(FlashKind.TaskRestored).Set(context);
        return PageResults.SeeOther(ReturnPath(form));
    }

    private static async Task<TasksModel> ModelAsync(HttpContext context, ListQuery query)
    {
        var user = context.GetSession();
        var api = context.Api();
        var list = api.ListTasksAsync(query.ToTaskQuery(), context.RequestAborted);
        var tags = api.ListTagsAsync(context.RequestAborted);
        var text = new TaskText(user, context.RequestServices.GetRequiredService<TimeProvider>());
        return new TasksModel(user, query, await list, text, [.. (await tags).Tags.Select(tag => tag.Name)]);
    }

    private static long Id(HttpContext context) => long.Parse((string)context.Request.RouteValues["id"]!);

    private static string ReturnPath(FormFields form) => LocalPath.Or(form["return"], "/tasks");
}
