using System.Text.Json.Nodes;
using static Todo.Backend.OpenApi.Schema;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>The stream of changes.</summary>
internal static class EventOperations
{
    private const string Stream =
        """
        id: 3f9c2a71-1482

        id: 3f9c2a71-1483
        event: completed
        data: {"id":7,"title":"Buy groceries","completed":true}

        :


        """;

    private static readonly JsonNode Place = "3f9c2a71-1482";

    public static IEnumerable<Operation> All() =>
    [
        new("get", "/api/events", "followEvents", Overview.Events, "Follow the changes of tasks",
            """
            A stream of server-sent events (WHATWG HTML 9.2). `event` is `created`, `updated`, `completed`, `deleted` or `restored`, `data` the whole task as
            JSON, as `GET /api/tasks/{id}` has it. The `id` is a place: sent back as `Last-Event-ID`, the stream goes on behind it, at any replica,
            without a gap and without a repetition. Begin with the `Event-Id` of a list. The first frame is a place without an event.

            `event: reset` with the data `{}` says that the place is not known any more (the database was restored, or it is older than 90 days): read the
            list again; the stream goes on from the reset's own id. A line with a colon only keeps the connection alive, at least every 15 seconds.
            The stream ends when its token expires or is revoked, or when the server stops: connect again with the last id.
            """)
        {
            Access = Access.Read,
            Parameters =
            [
                new("header", "Last-Event-ID", "Go on behind this place; browsers send it by themselves when they come back.", Text("`epoch-number`"), Place),
                Parameter.Query("last_event_id", "The same for the first time, where a header cannot be set. The header goes first.", Text("`epoch-number`"), Place.DeepClone()),
            ],
            Answers = [new(200, "The stream", new Content("text/event-stream", Text("Frames of server-sent events"), ("stream", "A place, an event, a sign of life", Stream)))],
        },
    ];
}
