using System.Text.Json.Nodes;

namespace Todo.Backend.OpenApi.Descriptions;

/// <summary>Values that stand in several examples.</summary>
internal static class Examples
{
    public const string UserId = "5nq8vC1xJ0aTtM3eYkWz";
    public const string Session = "9tXk2mQfB7sLhV4cPzR1yDw8GnE5uJa0";
    public const string Jwt = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiI1bnE4dkMxeEowYVR0TTNlWWtXeiJ9.c2lnbmF0dXJl";
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    public const string Cursor = "q1J2c3Q0dXZ3eHl6AQAAAAAAAAAAAAAAAAAAAAc";

    /// <summary>A plain task.</summary>
    public static JsonObject Groceries() => Json(
        $$"""
        {
          "id": 7, "user_id": "{{UserId}}", "title": "Buy groceries", "description": "Milk, eggs, bread", "completed": false, "priority": "high",
          "tags": ["home"], "project": null, "due_date": "2026-07-16", "due_time": "15:00", "time_zone": "Europe/Berlin", "duration_min": 45,
          "deadline": null, "remind_at": "2026-07-16T12:30:00.000000Z", "recurrence": null, "recurrence_from_completion": false, "completions": 0,
          "created_at": "2026-07-14T08:15:30.123456Z", "updated_at": "2026-07-14T08:15:30.123456Z", "completed_at": null
        }
        """);

    /// <summary>One that comes back every Monday, just completed: it has moved on and stays open.</summary>
    public static JsonObject Meeting() => Json(
        $$"""
        {
          "id": 8, "user_id": "{{UserId}}", "title": "Weekly meeting", "description": null, "completed": false, "priority": null,
          "tags": ["work"], "project": "Office", "due_date": "2026-07-20", "due_time": "09:30", "time_zone": null, "duration_min": 30,
          "deadline": null, "remind_at": null, "recurrence": "FREQ=WEEKLY;BYDAY=MO", "recurrence_from_completion": false, "completions": 4,
          "created_at": "2026-06-14T08:15:30.123456Z", "updated_at": "2026-07-14T08:15:30.123456Z", "completed_at": null
        }
        """);

    public static JsonObject Completed()
    {
        var task = Groceries();
        task["completed"] = true;
        task["updated_at"] = "2026-07-16T12:45:10.000001Z";
        task["completed_at"] = "2026-07-16T12:45:10.000001Z";
        return task;
    }

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
