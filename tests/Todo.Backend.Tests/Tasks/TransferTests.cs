using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.Tasks;

/// <summary>Export and import.</summary>
[Trait("rule", "A1")]
public sealed class TransferTests(TasksFixture fixture) : IClassFixture<TasksFixture>
{
    private static readonly string[] OfTheAccount = ["id", "user_id"];

    [Fact]
    public async Task What_is_exported_can_be_imported_elsewhere_and_again_without_effect()
    {
        var (one, two) = (await fixture.UserAsync("Europe/Berlin"), await fixture.UserAsync());
        await one.AddAsync("""{"title":"a 🥛","tags":["Home"],"due_date":"2026-07-16","due_time":"15:00","recurrence":"FREQ=DAILY","remind_at":"2026-07-16T12:00:00.123456Z","priority":"low","description":"x\ny"}""");
        await one.SendAsync("PATCH", $"/api/tasks/{(await one.AddTitleAsync("done")).Id()}/complete");
        await one.SendAsync("DELETE", $"/api/tasks/{(await one.AddTitleAsync("gone")).Id()}");
        var export = await one.SendAsync("GET", "/api/export");
        Assert.Equal(200, export.Status);
        Assert.Equal(one.Subject, export.Object["user"]!["id"]!.GetValue<string>());

        Assert.Equal("""{"imported":0,"unchanged":3,"refused":[]}""", (await one.SendAsync("POST", "/api/import", export.Text)).Text);
        Assert.Equal("""{"imported":3,"unchanged":0,"refused":[]}""", (await two.SendAsync("POST", "/api/import", export.Text)).Text);
        Assert.Equal("""{"imported":0,"unchanged":3,"refused":[]}""", (await two.SendAsync("POST", $"/api/{two.Subject}/import", export.Text)).Text);

        Assert.Equal(Tasks(export), Tasks(await two.SendAsync("GET", "/api/export")));
        var stats = (await two.SendAsync("GET", "/api/stats")).Object;
        Assert.Equal((1, 1), (stats["pending"]!.GetValue<int>(), stats["completed"]!.GetValue<int>()));
        Assert.Equal(1, (await two.SendAsync("GET", "/api/tasks?q=milk&tag=home".Replace("q=milk&", "", StringComparison.Ordinal))).Object["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Wrong_tasks_are_refused_one_by_one()
    {
        var user = await fixture.UserAsync();
        await user.AddTitleAsync("good");
        var export = (await user.SendAsync("GET", "/api/export")).Object;
        var good = export["tasks"]![0]!;
        var uidless = good.DeepClone().AsObject();
        uidless.Remove("uid");
        var bad = good.DeepClone().AsObject();
        bad["title"] = "";
        bad["nonsense"] = 1;
        bad["completions"] = -1;
        var changed = good.DeepClone().AsObject();
        changed["title"] = "better";

        var answer = await user.SendAsync("POST", "/api/import", new JsonObject { ["tasks"] = new JsonArray(uidless, bad, changed, good.DeepClone(), 7) }.ToJsonString());

        Assert.Equal(200, answer.Status);
        Assert.Equal((1, 0), (answer.Object["imported"]!.GetValue<int>(), answer.Object["unchanged"]!.GetValue<int>()));
        var refused = answer.Object["refused"]!.AsArray();
        Assert.Equal([0, 1, 3, 4], refused.Select(one => one!["index"]!.GetValue<int>()));
        Assert.Equal(["uid"], refused[0]!["errors"]!.AsObject().Select(error => error.Key));
        Assert.Equal(["completions", "nonsense", "title"], refused[1]!["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
        Assert.Equal("better", (await user.SendAsync("GET", "/api/tasks")).Object["tasks"]![0]!["title"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""[]""", "malformed")]
    [InlineData("""{"tasks":[{"title":"a"]}""", "malformed")]
    [InlineData("""{}""", "invalid")]
    [InlineData("""{"tasks":{}}""", "invalid")]
    [InlineData("""{"tasks":[],"more":1}""", "invalid")]
    [InlineData("""{"version":2,"tasks":[]}""", "invalid")]
    public async Task What_is_no_export_is_refused_whole(string body, string code)
    {
        var user = await fixture.UserAsync();

        (await user.SendAsync("POST", "/api/import", body)).Problem(400, code);
    }

    [Fact]
    public async Task A_large_import_is_one_transaction_of_few_statements()
    {
        var user = await fixture.UserAsync();
        var tasks = new JsonArray([.. Enumerable.Range(0, 5000).Select(i => (JsonNode)new JsonObject
        {
            ["uid"] = Guid.NewGuid().ToString(), ["title"] = $"task {i}", ["created_at"] = "2026-01-01T00:00:00Z", ["updated_at"] = "2026-01-01T00:00:00Z",
        })]);
        var body = new JsonObject { ["tasks"] = tasks }.ToJsonString();

        Assert.Equal("""{"imported":5000,"unchanged":0,"refused":[]}""", (await user.SendAsync("POST", "/api/import", body)).Text);
        Assert.Equal("""{"imported":0,"unchanged":5000,"refused":[]}""", (await user.SendAsync("POST", "/api/import", body)).Text);

        Assert.Equal(5000, (await user.SendAsync("GET", "/api/tasks")).Object["total"]!.GetValue<int>());
        await JournalCheck.HasNoGapAsync(fixture.Backend.Database, user, expected: 5000);
    }

    [Fact]
    [Trait("rule", "E3")]
    public async Task No_cell_of_the_csv_is_a_formula()
    {
        var user = await fixture.UserAsync();
        foreach (var start in new[] { "=", "+", "-", "@", "＝" })
        {
            await user.AddAsync(new JsonObject { ["title"] = $"{start}cmd|' /C calc'!A0", ["description"] = $"{start}1+1", ["project"] = $"{start}SUM(A1)", ["tags"] = new JsonArray($"{start}tag") }.ToJsonString());
        }

        await user.AddAsync("""{"title":"plain, with \"quotes\"","description":"line\nbreak"}""");

        foreach (var answer in new[] { await user.SendAsync("GET", "/api/export?format=csv"), await user.SendAsync("GET", "/api/export", headers: ("Accept", "text/csv")) })
        {
            Assert.Equal("text/csv; charset=utf-8", answer.Header("Content-Type"));
            Assert.Contains("\"plain, with \"\"quotes\"\"\"", answer.Text, StringComparison.Ordinal);
            var rows = Csv.Read(answer.Text.TrimStart('\ufeff'));
            Assert.Equal(7, rows.Count);
            Assert.All(rows, row => Assert.Equal(20, row.Count));
            Assert.All(rows.SelectMany(row => row), cell => Assert.False(cell.Length > 0 && "=+-@＝".Contains(cell[0], StringComparison.Ordinal), cell));
        }
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/csv;q=0.5, application/json", "application/json")]
    [InlineData("text/html, text/csv;q=0.9", "text/csv")]
    public async Task Accept_chooses_the_form(string accept, string type)
    {
        var user = await fixture.UserAsync();

        var answer = await user.SendAsync("GET", "/api/export", headers: ("Accept", accept));

        Assert.Equal(type, answer.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Response.Content.Headers.ContentDisposition!.DispositionType);
    }

    private static List<string> Tasks(Answer export) =>
        [.. export.Object["tasks"]!.AsArray().Select(task =>
        {
            foreach (var name in OfTheAccount)
            {
                task!.AsObject().Remove(name);
            }

            return task!.ToJsonString();
        }).Order(StringComparer.Ordinal)];
}

/// <summary>Reads CSV by RFC 4180, for looking at what a spreadsheet would see.</summary>
internal static class Csv
{
    public static List<List<string>> Read(string text)
    {
        var (rows, row, cell, quoted) = (new List<List<string>>(), new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '"')
            {
                if (quoted && i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (!quoted && letter == ',')
            {
                row.Add(cell.ToString());
                cell.Clear();
            }
            else if (!quoted && letter == '\r' && text[i + 1] == '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                rows.Add(row);
                row = [];
                i++;
            }
            else
            {
                cell.Append(letter);
            }
        }

        return rows;
    }
}
