using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Doors;

/// <summary>A person with the tasks that the commands are about.</summary>
internal sealed record Household(TestUser User, IReadOnlyDictionary<string, long> Ids)
{
    public static async Task<Household> CreateAsync(TestBackend backend)
    {
        var user = await TestUser.CreateAsync(backend);
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, title) in new[] { ("milk", "Buy milk"), ("rent", "Pay rent"), ("meeting", "Prepare the meeting") })
        {
            using var added = await user.Client.PostAsJsonAsync("/api/tasks", new { title });
            ids[name] = (long)(await added.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
        }

        using var completed = await user.Client.PatchAsync($"/api/tasks/{ids["rent"]}/complete", content: null);
        completed.EnsureSuccessStatusCode();
        return new Household(user, ids);
    }

    /// <summary>With the numbers of the tasks.</summary>
    public string Fill(string text) => Ids.Aggregate(text, (filled, id) => filled.Replace($"{{{id.Key}}}", $"{id.Value}", StringComparison.Ordinal));

    public async Task<string[]> TasksAsync()
    {
        var all = (await User.Client.GetFromJsonAsync<JsonObject>("/api/tasks"))!["tasks"]!.AsArray();
        return [.. all.Select(task => (string)task!["title"]! + ((bool)task["completed"]! ? " ✓" : "")).Order(StringComparer.Ordinal)];
    }
}
