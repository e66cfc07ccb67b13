using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Todo.Web.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Todo.Web.Tests.Browser;

/// <summary>What people do with the assistant, with script and without.</summary>
[Trait("rule", "A8")]
[Trait("rule", "A19")]
public sealed partial class ChatJourneyTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_eight_commands(bool script)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await page.GotoAsync("/chat");
        var added = await visitor.AskAsync("Add a task to buy groceries");
        await Expect(added.Locator(".tool-line")).ToContainTextAsync("Added task");
        var groceries = Number().Match(await added.Locator(".tool-line").InnerTextAsync()).Value;
        await visitor.AskAsync("Add a task to prepare the meeting");

        await Expect(await visitor.AskAsync("Show me all my tasks")).ToContainTextAsync("Buy groceries");
        await Expect(await visitor.AskAsync("What's pending?")).ToContainTextAsync("Prepare the meeting");
        await Expect(await visitor.AskAsync($"Change task {groceries} to 'Call mom tonight'")).ToContainTextAsync("Call mom tonight");
        await Expect(await visitor.AskAsync($"Mark task {groceries} as complete")).ToContainTextAsync("Call mom tonight");
        await Expect(await visitor.AskAsync("I need to remember to pay bills")).ToContainTextAsync("ay bills");
        await Expect(await visitor.AskAsync("What have I completed?")).ToContainTextAsync("Call mom tonight");
        await visitor.AskAsync("Delete the meeting task");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, do it" }).ClickAsync();
        await Expect(page.Locator(".turn.assistant").Last).ToContainTextAsync("eleted");
        await Expect(page.Locator(".approval")).ToHaveCountAsync(0);

        // After a reload it is all there again.
        await page.ReloadAsync();
        await Expect(page.Locator(".turn.user").First).ToContainTextAsync("Add a task to buy groceries");
        await Expect(page.Locator(".turn.assistant").First.Locator(".tool-line")).ToContainTextAsync($"Added task {groceries}");
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("a.task-title")).ToHaveTextAsync(["Pay bills"]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_deletes_waits_for_a_yes_and_a_no_leaves_everything_as_it_is(bool script, bool yes)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await visitor.AddAsync("Old task");
        await page.GotoAsync("/chat");
        await visitor.AskAsync("Delete the old task");
        await Expect(page.Locator(".approval-effect")).ToContainTextAsync("Old task");
        await Expect(page.GetByText("Nothing has happened yet.")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync("approval");
        await Expect(page.Locator(".chat-list .badge")).ToHaveCountAsync(script ? 0 : 1);

        // It waits on a page that is opened later, too.
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = yes ? "Yes, do it" : "No" }).ClickAsync();
        await Expect(page.Locator("#log .turn.assistant")).ToHaveCountAsync(2);
        await Expect(page.Locator(".approval")).ToHaveCountAsync(0);
        await page.GotoAsync("/tasks");
        await Expect(visitor.Task("Old task")).ToHaveCountAsync(yes ? 0 : 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_yes_can_be_written(bool script)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await visitor.AddAsync("Old task");
        await page.GotoAsync("/chat");
        await visitor.AskAsync("Delete the old task");
        await visitor.AskAsync("yes");
        await Expect(page.Locator(".approval")).ToHaveCountAsync(0);
        await page.GotoAsync("/tasks");
        await Expect(visitor.Task("Old task")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_assistant_did_is_undone_by_a_button(bool script)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await page.GotoAsync("/chat");
        var listed = await visitor.AskAsync("What's pending?");
        await Expect(listed.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToHaveCountAsync(0);
        var added = await visitor.AskAsync("Add a task to buy groceries");
        await added.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("Undone").First).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync("chat, undone");

        // Who clicks again later is told that there is nothing left to take back.
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText(NothingLeft()).First).ToBeVisibleAsync();
        visitor.ForgiveStatus(404);
        visitor.ForgiveStatus(409);
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("li.task")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conversations_are_found_renamed_and_deleted(bool script)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await page.GotoAsync("/chat");
        await visitor.AskAsync("Add a task to water the orchids");
        await page.GetByRole(AriaRole.Link, new() { Name = "New conversation" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "New conversation" })).ToBeVisibleAsync();
        await visitor.AskAsync("Add a task to mend the bicycle");
        await Expect(page.Locator("#conversations a")).ToHaveTextAsync(["Add a task to mend the bicycle", "Add a task to water the orchids"]);

        await page.GetByLabel("Rename this conversation").ClickAsync();
        await page.GetByLabel("Title").FillAsync("Saturday");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Conversation renamed.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Saturday" })).ToBeVisibleAsync();

        await page.GetByLabel("Search conversations").FillAsync("orchid");
        await page.GetByLabel("Search conversations").PressAsync("Enter");
        await Expect(page.Locator("#conversations a")).ToHaveTextAsync(["Add a task to water the orchids"]);
        await visitor.AssertAccessibleAsync("chat, searched");
        await page.GetByLabel("Search conversations").FillAsync("nothing like this");
        await page.GetByLabel("Search conversations").PressAsync("Enter");
        await Expect(page.GetByText("No conversation has all of these words.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all conversations" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this conversation" }).ClickAsync();
        await Expect(page.GetByText("Conversation deleted.")).ToBeVisibleAsync();
        await Expect(page.Locator("#conversations a")).ToHaveTextAsync(["Add a task to water the orchids"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_connected_client_asks_for_has_a_list_of_its_own(bool script)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await visitor.AddAsync("Old task");
        await visitor.AddAsync("Older task");
        await AskForAsync(visitor, "Old task");
        await AskForAsync(visitor, "Older task");
        await page.GotoAsync("/chat");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for your yes" })).ToBeVisibleAsync();
        await Expect(page.Locator(".client-approvals .approval-effect")).ToHaveTextAsync(["Delete “Old task”", "Delete “Older task”"]);
        await visitor.AssertAccessibleAsync("chat, a client asks");
        await page.GetByRole(AriaRole.Button, new() { Name = "No" }).First.ClickAsync();
        await Expect(page.Locator(".client-approvals .approval")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, do it" }).ClickAsync();
        await Expect(page.Locator(".client-approvals .approval")).ToHaveCountAsync(0);
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("a.task-title")).ToHaveTextAsync(["Old task"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whether_the_assistant_asks_is_the_person_s_choice(bool script)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await visitor.AddAsync("Old task");
        await page.GotoAsync("/settings");
        await page.GetByLabel("When the assistant asks before it acts").SelectOptionAsync("never");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Settings saved.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("When the assistant asks before it acts")).ToHaveValueAsync("never");
        await page.GotoAsync("/chat");
        await visitor.AskAsync("Delete the old task");
        await Expect(page.Locator(".approval")).ToHaveCountAsync(0);
        await page.GotoAsync("/tasks");
        await Expect(visitor.Task("Old task")).ToHaveCountAsync(0);
    }

    [Theory]
    [Trait("rule", "A14")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_is_shown_once_works_and_is_revoked(bool script)
    {
        await using var visitor = await SignedUpAsync(script);
        var page = visitor.Page;
        await page.GotoAsync("/settings");
        await page.GetByLabel("What it is for").FillAsync("Desktop assistant");
        await page.GetByLabel("What it may do").SelectOptionAsync("write");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        var token = await page.GetByLabel("Your new token").InputValueAsync();
        await visitor.AssertAccessibleAsync("settings, a new token");
        using var client = new HttpClient { BaseAddress = site.Frontend.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/tasks")).StatusCode);

        await page.GotoAsync("/settings");
        await Expect(page.Locator("body")).Not.ToContainTextAsync(token);
        await Expect(page.GetByText("Desktop assistant")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the token Desktop assistant" }).ClickAsync();
        await Expect(page.GetByText("Token revoked")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/tasks")).StatusCode);
    }

    private async Task<Visitor> SignedUpAsync(bool script)
    {
        var visitor = await site.VisitAsync(script);
        await visitor.SignUpAsync();
        return visitor;
    }

    // As the MCP server stores it for a client that must wait.
    private Task AskForAsync(Visitor visitor, string title) => site.Backend.Database.ExecuteAsync(
        $"""
        insert into approvals (id, user_id, turn, call, door, tool, arguments, effect, status, expires_at, created_at)
        select gen_random_uuid(), users.id, nextval(pg_get_serial_sequence('messages', 'id')), 'call', 'mcp', 'delete_task', jsonb_build_object('task_id', tasks.id),
               'Delete “' || tasks.title || '”', 'pending', now() + interval '15 minutes', clock_timestamp()
        from tasks join users on users.id = tasks.user_id where users.email = '{visitor.Email}' and tasks.title = '{title}'
        """);

    [GeneratedRegex("Nothing was undone|already", RegexOptions.None, 1000)]
    private static partial Regex NothingLeft();

    [GeneratedRegex("[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
