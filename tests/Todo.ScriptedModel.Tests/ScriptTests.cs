using System.Net;
using System.Text.Json;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Tests;

[Trait("rule", "A11")]
public sealed class ScriptTests
{
    [Fact]
    public async Task Exchanges_without_a_condition_answer_once_in_their_order_and_those_with_one_for_ever()
    {
        await using var client = await Client.OfAsync(ScriptFile.Parse("""
            {"exchanges": [
              {"when": {"user": "^knock"}, "reply": {"text": "Who is there?"}},
              {"when": {"text": "twice"}, "times": 2, "reply": {"text": "Twice."}},
              {"reply": {"text": "first"}},
              {"reply": {"text": "second"}},
              {"reply": {"text": "again"}, "forever": true},
            ]} // comments and trailing commas are fine
            """));
        string[] said = ["knock", "a", "Knock knock", "b", " TWICE ", "twice", "twice", "c"];
        List<string?> heard = [];
        foreach (var text in said)
        {
            heard.Add(await client.SayAsync(text));
        }

        Assert.Equal(["Who is there?", "first", "Who is there?", "second", "Twice.", "Twice.", "again", "again"], heard);
    }

    [Fact]
    public async Task Placeholders_take_groups_of_the_message_and_values_of_results_with_their_kind()
    {
        await using var client = await Client.OfAsync(ScriptFile.Parse("""
            {"exchanges": [
              {"when": {"user": "task (?<number>\\d+) (.+)", "results": 0}, "reply": {"calls": [
                {"id": "a", "name": "x", "arguments": {"task_id": "{{match.number|number}}", "title": "To {{match.1|capital}}!", "list": ["{{match.1}}", 1, null]}}]}},
              {"when": {"results": 2, "result": "found"}, "reply": {"calls": [
                {"id": "b", "name": "y", "raw": "{\"ids\": [{{result.content.tasks[*].id}}", "fragment": 3},
                {"id": "c", "name": "y", "arguments": {"ids": "{{result.content.tasks[*].id}}", "one": "{{results[0]}}", "first": "{{result.content.tasks[0].title}}"}}]}}
            ]}
            """));
        var first = await client.AskAsync(Client.User("task 12 call mom"));
        Assert.Equal("""{"task_id":12,"title":"To Call mom!","list":["call mom",1,null]}""", Arguments(first, 0));

        var second = await client.AskAsync(
            Client.User("task 12 call mom"),
            Client.Calls("a", "b"),
            Client.Tool("a", "plain text"),
            Client.Tool("b", "Data, found:\n{\"content\": {\"tasks\": [{\"id\": 5, \"title\": \"Grüße\"}, {\"id\": 7}]}}"));
        Assert.Equal("{\"ids\": [5, 7", Arguments(second, 0));
        Assert.Equal("""{"ids":[5,7],"one":"plain text","first":"Grüße"}""", Arguments(second, 1));
    }

    [Fact]
    public async Task Results_count_from_the_last_message_of_the_user_and_only_unseen_ones_are_looked_at()
    {
        await using var client = await Client.OfAsync(ScriptFile.Parse("""
            {"exchanges": [
              {"when": {"results": 2, "result": "old"}, "reply": {"text": "wrong"}},
              {"when": {"results": 2, "result": "new", "system": "be kind"}, "reply": {"text": "right"}}
            ]}
            """));
        var answer = await client.AskAsync(
            new System.Text.Json.Nodes.JsonObject { ["role"] = "system", ["content"] = "Be kind." },
            Client.User("before"), Client.Calls("z"), Client.Tool("z", "old"),
            Client.User("now"), Client.Calls("a"), Client.Tool("a", "old"), Client.Calls("b"), Client.Tool("b", "new"));
        Assert.Equal("right", Client.Message(answer).GetProperty("content").GetString());
    }

    [Fact]
    public async Task What_nothing_fits_and_what_a_result_does_not_have_is_501_with_the_request_in_words()
    {
        List<string> warnings = [];
        await using var model = await ScriptedModelServer.StartAsync(
            Script.Of(new Exchange { Name = "broken", When = new When { User = "broken" }, Reply = Reply.Say("{{result.task_id}}") }), warn: warnings.Add);
        using var http = new HttpClient();
        foreach (var text in (string[])["hello", "broken"])
        {
            using var content = new StringContent(Client.Body(Client.User(text)).ToJsonString());
            using var answer = await http.PostAsync(model.Endpoint + "/chat/completions", content);
            Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
            Assert.Equal($"The script has no reply for '{text}' after 0 results of tools.", (await Client.ErrorAsync(answer)).GetProperty("message").GetString());
        }

        Assert.Equal(2, model.Unmatched.Count);
        Assert.Equal([null, "broken"], model.Requests.Select(request => request.Exchange));
        Assert.Contains(warnings, line => line.StartsWith("broken: There is nothing for {{result.task_id}}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replies_are_put_in_front_and_scripts_are_replaced_while_it_runs()
    {
        await using var client = await Client.OfAsync(Script.Of(new Exchange { Reply = Reply.Say("script"), Forever = true }));
        client.Model.Enqueue(Reply.Say("one"), Reply.Say("two"));
        Assert.Equal("one", await client.SayAsync("?"));
        Assert.Equal("two", await client.SayAsync("?"));
        Assert.Equal("script", await client.SayAsync("?"));
        client.Model.SetScript(Script.Of(Reply.Say("other")));
        Assert.Equal("other", await client.SayAsync("?"));
        Assert.Equal(4, client.Model.Requests.Count);
        Assert.Equal("?", client.Model.Requests[3].Messages[0].GetProperty("content").GetString());
        Assert.Equal("application/json; charset=utf-8", client.Model.Requests[3].Headers["content-type"]);
    }

    [Theory]
    [InlineData("{", "is no script")]
    [InlineData("null", "is null")]
    [InlineData("""{"exchanges": [{"reply": {"texte": "x"}}]}""", "texte")]
    [InlineData("""{"exchanges": [{"when": {"user": "("}, "reply": {}}]}""", "exchanges[0].when.user: ")]
    [InlineData("""{"exchanges": [{"times": 0, "reply": {}}]}""", "exchanges[0].times must be 1 or more.")]
    [InlineData("""{"exchanges": [{"times": 2, "forever": true, "reply": {}}]}""", "both times and forever")]
    [InlineData("""{"exchanges": [{"reply": {"text": "x", "huge": 4}}]}""", "more than one of text, chunks and huge")]
    [InlineData("""{"exchanges": [{"reply": {"calls": [{"name": "x", "arguments": {}, "raw": ""}]}}]}""", "arguments and raw")]
    [InlineData("""{"exchanges": [{"reply": {"status": 20}}]}""", "status must be 100 to 599")]
    [InlineData("""{"exchanges": [{"reply": {"cutAfter": -1}}]}""", "below its least")]
    public void A_wrong_script_is_one_line_that_says_where(string json, string expected)
    {
        var error = Assert.Throws<ScriptException>(() => ScriptFile.Parse(json, "FILE"));
        Assert.StartsWith("FILE", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static string? Arguments(JsonElement completion, int call) =>
        Client.Message(completion).GetProperty("tool_calls")[call].GetProperty("function").GetProperty("arguments").GetString();
}
