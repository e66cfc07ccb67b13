using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Trash;

public static class TrashEndpoints
{
    public static void MapTrash(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/tasks/trash", async (HttpContext context, string? cursor) =>
        {
            var list = await context.Api().ListTrashAsync(cursor, context.RequestAborted);
            return PageResults.Page<TrashPage>(context, new TrashModel(context.GetSession(), list) { Flash = Flash.Take(context) });
        });
}
