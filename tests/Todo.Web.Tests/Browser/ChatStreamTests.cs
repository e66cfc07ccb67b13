using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Todo.ScriptedModel.Playing;
using Todo.Web.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Todo.Web.Tests.Browser;

/// <summary>The answer while it is made, by a model that pauses where a test wants it to.</summary>
[Trait("rule", "A8")]
[Trait("rule", "A12")]
[Trait("rule", "A19")]
public sealed class ChatStreamTests(Site site, TalkingSite talking) : IClassFixture<TalkingSite>
{
    // Chunk by chunk; the role goes before them.
    private static readonly string[] Pieces = ["This is ", "the beginning ", "and this is ", "the end."];

    private static Reply Pausing => new() { Chunks = Pieces, HangAfter = 3 };

    [Fact]
    public async Task Text_is_shown_while_it_is_made_and_announced_once_when_it_is_complete()
    {
        await using var visitor = await SignedUpAsync();
        var page = visitor.Page;
        talking.Model.Enqueue(Pausing);
        await visitor.SayAsync("Tell me something");
        await Expect(page.Locator("#live .turn.assistant")).ToContainTextAsync("This is the beginning");
        await Expect(page.Locator("#live .turn.assistant")).ToHaveAttributeAsync("aria-busy", "true");
        await Expect(page.Locator("#log .turn.assistant")).ToHaveCountAsync(0);
        await Expect(page.Locator("#chat-status")).ToHaveTextAsync("The assistant is answering…");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Message", new() { Exact = true })).ToHaveValueAsync("");
        await visitor.AssertAccessibleAsync("chat, streaming");

        talking.Model.Release();
        await Expect(page.Locator("#log .turn.assistant .said")).ToHaveTextAsync("This is the beginning and this is the end.");
        await Expect(page.Locator("#live .turn")).ToHaveCountAsync(0);
        await Expect(page.Locator("#chat-status")).ToHaveTextAsync("Answer complete.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeHiddenAsync();
        await Expect(page.Locator(":focus")).ToHaveAttributeAsync("id", "message");
    }

    [Fact]
    [Trait("rule", "A18")]
    public async Task What_looks_like_markup_is_text()
    {
        await using var visitor = await SignedUpAsync();
        var page = visitor.Page;
        const string Markup = "<img src=x onerror=alert(1)> **bold** <script>alert(2)</script>";
        talking.Model.Enqueue(Reply.Use("add_task", new { title = Markup }), Reply.Say(Markup));
        var answer = await visitor.AskAsync(Markup);
        await Expect(answer.Locator(".said")).ToHaveTextAsync(Markup);
        await Expect(answer.Locator(".tool-line")).ToContainTextAsync("<img src=x");
        await page.ReloadAsync();
        await Expect(answer.Locator(".said")).ToHaveTextAsync(Markup);
        await Expect(page.Locator("#chat img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_tool_is_shown_in_a_line_with_its_arguments_behind_it()
    {
        await using var visitor = await SignedUpAsync();
        var page = visitor.Page;
        talking.Model.Enqueue(Reply.Use("add_task", new { title = "Buy milk" }), new Reply { Chunks = Pieces, HangAfter = 0 });
        await visitor.SayAsync("Milk, please");
        var line = page.Locator("#live .tool-line.done");
        await Expect(line).ToContainTextAsync("Added task");
        await line.Locator("summary").ClickAsync();
        await Expect(line.Locator(".tool-arguments")).ToContainTextAsync("\"title\": \"Buy milk\"");
        talking.Model.Release();
        await Expect(page.Locator("#log .said")).ToHaveTextAsync("This is the beginning and this is the end.");
        await Expect(page.Locator("#log .undo")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_keeps_what_was_said(bool script)
    {
        await using var visitor = await SignedUpAsync();
        talking.Model.Enqueue(Pausing);
        await visitor.SayAsync("Tell me something");
        await Expect(visitor.Page.Locator("#live .said")).ToContainTextAsync("the beginning");
        var page = visitor.Page;
        if (!script)
        {
            // Whoever has no script stops it on a page of its own.
            page = await visitor.OpenAsync();
            await page.RouteAsync("**/*.js", route => route.AbortAsync());
            await page.GotoAsync(visitor.Page.Url);
            await Expect(page.GetByText("The assistant is answering.")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Show what is new" })).ToBeVisibleAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(visitor.Page.Locator("#log .turn.assistant .said")).ToContainTextAsync("the beginning");
        await Expect(visitor.Page.Locator("#log .turn.assistant .turn-note")).ToHaveTextAsync("Stopped.");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator("#log .turn.assistant .turn-note")).ToHaveTextAsync("Stopped.");
        talking.Model.Release();
        visitor.ForgiveCuts();
    }

    [Fact]
    public async Task After_a_cut_the_rest_comes_and_nothing_runs_twice()
    {
        await using var cable = new Cable(talking.Frontend.Address);
        await using var visitor = await SignedUpAsync(cable.Address);
        var page = visitor.Page;
        talking.Model.Enqueue(Reply.Use("add_task", new { title = "Buy milk" }), Pausing);
        await visitor.SayAsync("Milk, please");
        await Expect(page.Locator("#live .said")).ToContainTextAsync("the beginning");
        cable.Cut();
        await Expect(page.Locator("#chat-status")).ToHaveTextAsync("Connection lost. Reconnecting…");
        talking.Model.Release();
        cable.Mend();
        await Expect(page.Locator("#log .turn.assistant .said")).ToHaveTextAsync("This is the beginning and this is the end.");
        await Expect(page.Locator("#log .tool-line")).ToHaveCountAsync(1);
        await Expect(page.Locator("#log .turn.user")).ToHaveCountAsync(1);
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("li.task")).ToHaveCountAsync(1);
        visitor.ForgiveCuts();
    }

    [Fact]
    public async Task A_message_that_did_not_get_through_stays_in_the_field_and_is_sent_once()
    {
        await using var visitor = await SignedUpAsync();
        var page = visitor.Page;
        talking.Model.Enqueue(Reply.Say("Here I am."));
        // It arrives, but the page hears nothing of it but a failure.
        await page.RouteAsync("**/app/chat", async route =>
        {
            await route.FetchAsync();
            await route.FulfillAsync(new() { Status = 500, ContentType = "application/problem+json", Body = """{"title":"Something went wrong on our side."}""" });
        });
        await visitor.SayAsync("Are you there?");
        await Expect(page.Locator("#trouble")).ToContainTextAsync("Something went wrong on our side.");
        await Expect(page.GetByLabel("Message", new() { Exact = true })).ToHaveValueAsync("Are you there?");
        await Expect(page.Locator("#log .turn.user")).ToHaveCountAsync(0);
        await visitor.AssertAccessibleAsync("chat, error");
        await page.UnrouteAsync("**/app/chat");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.Locator("#log .said")).ToHaveTextAsync("Here I am.");
        await Expect(page.Locator("#trouble")).ToBeEmptyAsync();
        await using var db = talking.Backend.Database.Context();
        Assert.Equal(1, await db.Messages.CountAsync(message => message.Content == "Are you there?" && db.Users.Any(user => user.Id == message.UserId && user.Email == visitor.Email)));
        visitor.ForgiveStatus(500);
    }

    [Fact]
    public async Task A_page_that_is_opened_while_the_assistant_answers_shows_the_rest()
    {
        await using var visitor = await SignedUpAsync();
        talking.Model.Enqueue(Pausing);
        await visitor.SayAsync("Tell me something");
        await Expect(visitor.Page.Locator("#live .said")).ToContainTextAsync("the beginning");
        var other = await visitor.OpenAsync();
        await other.GotoAsync(visitor.Page.Url);
        await Expect(other.Locator("#chat-status")).ToHaveTextAsync("The assistant is answering…");
        talking.Model.Release();
        await Expect(other.Locator("#log .said")).ToHaveTextAsync("This is the beginning and this is the end.");
        await Expect(visitor.Page.Locator("#log .said")).ToHaveTextAsync("This is the beginning and this is the end.");
    }

    [Fact]
    public async Task After_a_yes_the_answer_goes_on_as_a_stream()
    {
        await using var visitor = await SignedUpAsync();
        var page = visitor.Page;
        await page.GotoAsync("/tasks");
        await visitor.AddAsync("Old task");
        var id = (await page.Locator("li.task").GetAttributeAsync("id"))!["task-".Length..];
        await page.GotoAsync("/chat");
        talking.Model.Enqueue(Reply.Use("delete_task", new { task_id = long.Parse(id) }));
        await visitor.SayAsync("Delete the old one");
        await Expect(page.Locator(".approval-effect")).ToContainTextAsync("Old task");
        await Expect(page.Locator("#chat-status")).ToHaveTextAsync("The assistant waits for your answer.");
        await Expect(page.Locator(":focus")).ToHaveAttributeAsync("data-approval", await page.Locator(".approval").GetAttributeAsync("data-approval") ?? "");
        talking.Model.Enqueue(Pausing);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, do it" }).ClickAsync();
        await Expect(page.Locator("#live .said")).ToContainTextAsync("the beginning");
        await Expect(page.Locator("#live .tool-line")).ToContainTextAsync("Old task");
        talking.Model.Release();
        await Expect(page.Locator("#log .turn.assistant")).ToHaveCountAsync(2);
        await Expect(page.Locator("#log .turn.assistant").Last.Locator(".said")).ToHaveTextAsync("This is the beginning and this is the end.");
        await Expect(page.Locator(".approval")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Enter_sends_and_with_shift_it_breaks_the_line()
    {
        await using var visitor = await SignedUpAsync();
        var page = visitor.Page;
        talking.Model.Enqueue(Reply.Say("Two lines."));
        await page.GetByLabel("Message", new() { Exact = true }).FocusAsync();
        await page.Keyboard.TypeAsync("one");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("two");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#log .said")).ToHaveTextAsync("Two lines.");
        Assert.Contains("one\ntwo", await page.Locator("#log .turn.user").InnerTextAsync(), StringComparison.Ordinal);
        await Expect(page.Locator("#conversations a").First).ToHaveTextAsync("one");
    }

    private async Task<Visitor> SignedUpAsync(Uri? address = null)
    {
        var visitor = await site.VisitAsync(address: address ?? talking.Frontend.Address);
        await visitor.SignUpAsync();
        await visitor.Page.GotoAsync("/chat");
        return visitor;
    }
}
