using Microsoft.Playwright;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Browser;

/// <summary>What people do, with script and without.</summary>
[Trait("rule", "A19")]
public sealed class JourneyTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_sign_up_to_signing_in_again(bool script)
    {
        await using var visitor = await site.VisitAsync(script);
        var page = visitor.Page;
        await visitor.SignUpAsync();
        await Assertions.Expect(page.GetByText("All clear")).ToBeVisibleAsync();

        await visitor.AddAsync("Buy oat milk", due: "2031-03-14", time: "18:30", priority: "High", tags: "home, errands", project: "Household");
        var row = visitor.Task("Buy oat milk");
        await Assertions.Expect(row).ToContainTextAsync("14 Mar 2031, 18:30");
        await Assertions.Expect(row).ToContainTextAsync("High");
        await Assertions.Expect(row).ToContainTextAsync("#errands");
        await visitor.AddAsync("Water the plants", repeat: "Weekly");
        await Assertions.Expect(visitor.Task("Water the plants")).ToContainTextAsync("Weekly");

        await row.GetByRole(AriaRole.Link, new() { Name = "Buy oat milk" }).ClickAsync();
        await page.GetByLabel("Title").FillAsync("Buy oat milk and bread");
        await page.GetByLabel("Notes").FillAsync("The bakery closes early.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Changes saved.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Complete “Buy oat milk and bread”" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Task completed.")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Task("Buy oat milk")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(visitor.Task("Buy oat milk")).ToHaveCountAsync(1);

        await page.GetByLabel("Search tasks").FillAsync("plan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(page.Locator("li.task")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete “Water the plants”" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Task deleted.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Task restored.")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Task("Water the plants")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Link, new() { Name = "Chat" }).ClickAsync();
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Add a task to call the dentist");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator("#log .turn.assistant")).ToContainTextAsync("dentist");
        await page.GetByRole(AriaRole.Link, new() { Name = "Tasks" }).ClickAsync();
        await Assertions.Expect(visitor.Task("dentist")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByText("You are signed out.")).ToBeVisibleAsync();
        await page.GotoAsync("/tasks");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Welcome back" })).ToBeVisibleAsync();
        await visitor.SignInAsync();
        await Assertions.Expect(visitor.Task("Buy oat milk and bread")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filters_sort_and_pages_narrow_the_list(bool script)
    {
        await using var visitor = await site.VisitAsync(script);
        var page = visitor.Page;
        await visitor.SignUpAsync();
        await visitor.AddAsync("Pay the rent", due: "2020-01-01", priority: "High", tags: "money");
        await visitor.AddAsync("Apples", priority: "Low", tags: "food");
        await visitor.AddAsync("Zucchini", tags: "food");
        await Assertions.Expect(visitor.Task("Pay the rent")).ToContainTextAsync("Overdue: 1 Jan 2020");

        await page.GetByRole(AriaRole.Link, new() { Name = "#food" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("li.task")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear filter" }).ClickAsync();
        await Assertions.Expect(page.Locator("li.task")).ToHaveCountAsync(3);

        await page.GetByLabel("Sort by").SelectOptionAsync("title");
        if (!script)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        }

        await Assertions.Expect(page.Locator("a.task-title")).ToHaveTextAsync(["Apples", "Pay the rent", "Zucchini"]);

        await page.Locator("details.filter > summary").ClickAsync();
        await page.GetByLabel("Overdue only").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page.Locator("a.task-title")).ToHaveTextAsync(["Pay the rent"]);

        await page.GotoAsync("/tasks?due_from=2019-12-31&due_to=2020-01-01");
        await Assertions.Expect(page.Locator("a.task-title")).ToHaveTextAsync(["Pay the rent"]);
        await page.GotoAsync("/tasks?priority=low");
        await Assertions.Expect(page.Locator("a.task-title")).ToHaveTextAsync(["Apples"]);
    }

    [Fact]
    public async Task A_list_of_many_goes_on_to_the_next_page()
    {
        await using var visitor = await site.VisitAsync(script: false);
        var page = visitor.Page;
        await visitor.SignUpAsync();
        await site.Backend.Database.ExecuteAsync(
            $"insert into tasks (user_id, title) select id, 'Task ' || n from users, generate_series(1, 60) n where email = '{visitor.Email}'");
        await page.GotoAsync("/tasks");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "60 open tasks" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("li.task")).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Assertions.Expect(page.Locator("li.task")).ToHaveCountAsync(10);
        await page.GetByRole(AriaRole.Link, new() { Name = "First page" }).ClickAsync();
        await Assertions.Expect(page.Locator("li.task")).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task The_sign_up_takes_the_browser_s_time_zone()
    {
        await using var visitor = await site.VisitAsync();
        await visitor.SignUpAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Time zone")).ToHaveValueAsync("Europe/Berlin");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settings_password_sessions_and_the_end_of_an_account(bool script)
    {
        await using var visitor = await site.VisitAsync(script);
        var page = visitor.Page;
        await visitor.SignUpAsync();
        await using var elsewhere = await site.VisitAsync(script: false);
        await elsewhere.Page.GotoAsync("/sign-in");
        await elsewhere.Page.GetByLabel("E-mail").FillAsync(visitor.Email);
        await elsewhere.Page.GetByLabel("Password").FillAsync(Visitor.Password);
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await elsewhere.Page.WaitForURLAsync("**/tasks");

        await page.GotoAsync("/settings");
        await page.GetByLabel("Name").FillAsync("Ada Summer");
        await page.GetByLabel("Time zone").SelectOptionAsync("Asia/Tokyo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Settings saved.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Name")).ToHaveValueAsync("Ada Summer");
        await Assertions.Expect(page.GetByLabel("Time zone")).ToHaveValueAsync("Asia/Tokyo");

        await page.GetByLabel("Present password").FillAsync(Visitor.Password);
        await page.GetByLabel("New password").FillAsync("another quiet morning");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Password changed.")).ToBeVisibleAsync();
        await elsewhere.Page.GotoAsync("/tasks?sort=due");
        await Assertions.Expect(elsewhere.Page.GetByText("Your session has ended.")).ToBeVisibleAsync();

        await page.GetByLabel("Your password, to confirm").FillAsync("another quiet morning");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete my account" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Your account and all its data have been removed.")).ToBeVisibleAsync();
        await visitor.SignInAsync("another quiet morning");
        await Assertions.Expect(page.GetByText("The e-mail address or the password is not right.")).ToBeVisibleAsync();
        visitor.ForgiveStatus(400);
    }

    [Fact]
    public async Task A_change_made_elsewhere_is_not_overwritten_unseen()
    {
        await using var visitor = await site.VisitAsync();
        var page = visitor.Page;
        await visitor.SignUpAsync();
        await visitor.AddAsync("Draft");
        await page.GetByRole(AriaRole.Link, new() { Name = "Draft" }).ClickAsync();
        await page.WaitForURLAsync("**/tasks/*");
        await site.Backend.Database.ExecuteAsync(
            $"update tasks set title = 'Changed elsewhere' where user_id = (select id from users where email = '{visitor.Email}')");
        await page.GetByLabel("Title").FillAsync("Mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This task has been changed elsewhere")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(visitor.Task("Mine")).ToHaveCountAsync(1);
        visitor.ForgiveStatus(412);
    }
}
