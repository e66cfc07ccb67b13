using Microsoft.Playwright;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Browser;

/// <summary>Pictures of the main pages for docs/images; only on demand: -explicit only, with TODO_SCREENSHOTS naming the folder.</summary>
public sealed class Screenshots(Site site)
{
    [Theory(Explicit = true)]
    [InlineData(ColorScheme.Light, 1200, "")]
    [InlineData(ColorScheme.Dark, 1200, "-dark")]
    [InlineData(ColorScheme.Light, 390, "-phone")]
    [InlineData(ColorScheme.Dark, 390, "-phone-dark")]
    public async Task Of_the_main_pages(ColorScheme scheme, int width, string suffix)
    {
        var folder = Environment.GetEnvironmentVariable("TODO_SCREENSHOTS") ?? throw new InvalidOperationException("Name the folder in TODO_SCREENSHOTS.");
        await using var visitor = await site.VisitAsync(scheme: scheme, width: width, height: width < 500 ? 844 : 900);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await ShootAsync("sign-in");
        await page.GotoAsync("/sign-up");
        await ShootAsync("sign-up");
        await visitor.SignUpAsync();
        await ShootAsync("tasks-empty");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime);
        string Day(int offset) => today.AddDays(offset).ToString("yyyy-MM-dd");
        await visitor.AddAsync("Renew the passport", tags: "paperwork", priority: "Medium", due: Day(19));
        await visitor.AddAsync("Read the lease before signing it", project: "New flat", tags: "paperwork");
        await visitor.AddAsync("Water the plants", repeat: "Weekly", due: Day(1), tags: "home");
        await visitor.AddAsync("Book a table for Friday", due: Day(0), time: "18:00", priority: "Low", tags: "friends");
        await visitor.AddAsync("Send the quarterly figures to Priya", due: Day(0), time: "23:30", priority: "High", project: "Work", tags: "report, finance");
        await visitor.AddAsync("Pay the electricity bill", due: Day(-2), priority: "High", tags: "home, money");
        await page.GotoAsync("/tasks");
        await ShootAsync("tasks");
        await page.GotoAsync("/tasks?tag=home&sort=due");
        await ShootAsync("tasks-filtered");
        await page.GotoAsync("/tasks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete “Renew the passport”" }).ClickAsync();
        await page.GetByText("Task deleted.").WaitForAsync();
        await page.Locator("details.more > summary").ClickAsync();
        await ShootAsync("tasks-deleted");
        await page.GetByRole(AriaRole.Link, new() { Name = "Send the quarterly figures" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Edit task" }).WaitForAsync();
        await ShootAsync("edit");
        await page.GotoAsync("/chat");
        await ShootAsync("chat-new");
        foreach (var (message, index) in new[] { "Add a task to buy groceries", "What's pending?" }.Select((message, index) => (message, index)))
        {
            await page.GetByLabel("Message", new() { Exact = true }).FillAsync(message);
            await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
            await page.Locator(".turn.assistant").Nth(index).WaitForAsync();
        }

        await page.Locator("#log .turn.assistant").Nth(1).WaitForAsync();
        await ShootAsync("chat");
        await visitor.AskAsync("Delete the plants task");
        await page.Locator("#log .tool-line summary").First.ClickAsync();
        await ShootAsync("chat-approval");
        await page.GotoAsync("/tasks/trash");
        await ShootAsync("trash");
        await page.GotoAsync("/settings");
        await ShootAsync("settings");
        await page.GetByLabel("What it is for").FillAsync("Desktop assistant");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        await page.GetByLabel("Your new token").WaitForAsync();
        await ShootAsync("settings-token");
        await page.GotoAsync("/nothing-here");
        await ShootAsync("not-found");
        visitor.ForgiveStatus(404);

        Task ShootAsync(string name) => page.ScreenshotAsync(new()
        {
            Path = Path.Combine(folder, name + suffix + ".png"),
            FullPage = !name.StartsWith("chat", StringComparison.Ordinal), // its composer stays in sight
        });
    }
}
