using System.Text.Json.Nodes;
using Todo.Backend.Assistant.Offline;

namespace Todo.Backend.Tests.Chat;

[Trait("rule", "A9")]
public sealed class TitleMatchTests
{
    private static readonly JsonArray Tasks =
    [
        new JsonObject { ["id"] = 1, ["title"] = "Meeting" },
        new JsonObject { ["id"] = 2, ["title"] = "Meeting with Ana, at the Café" },
        new JsonObject { ["id"] = 3, ["title"] = "Buy groceries & fruit" },
        new JsonObject { ["id"] = 4, ["title"] = "買い物 🛒" },
    ];

    [Theory]
    [InlineData("meeting", new[] { 1 })] // exactly this one
    [InlineData("MEET", new[] { 1, 2 })]
    [InlineData("café meeting", new[] { 2 })]
    [InlineData("groceries, fruit!", new[] { 3 })]
    [InlineData("買い物", new[] { 4 })]
    [InlineData("eeting", new int[0])]
    [InlineData("…", new int[0])]
    public void A_task_is_meant_by_the_beginnings_of_its_words(string words, int[] ids) =>
        Assert.Equal(ids, TitleMatch.Find(Tasks, words).Select(task => (int)task["id"]!));
}
