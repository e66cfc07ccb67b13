using Microsoft.Playwright;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Browser;

/// <summary>axe finds nothing on any page in any state; the console is empty, which a breach of the content policy would fill.</summary>
[Trait("rule", "A18")]
[Trait("rule", "A19")]
public sealed class AccessibilityTests(Site site)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Before_signing_in(ColorScheme scheme, int width)
    {
        await using var visitor = await site.VisitAsync(scheme: scheme, width: width);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await visitor.AssertAccessibleAsync("sign-in");
        await visitor.SignInAsync("wrong password");
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await visitor.AssertAccessibleAsync("sign-in refused");
        visitor.ForgiveStatus(400);
        await page.GotoAsync("/sign-in?reason=ended&return=/chat");
        await visitor.AssertAccessibleAsync("session ended");
        await page.GotoAsync("/sign-up");
        await visitor.AssertAccessibleAsync("sign-up");
        await page.GetByLabel("Name").FillAsync("Ada");
        await page.GetByLabel("E-mail").FillAsync(visitor.Email);
        await page.GetByLabel("Password").FillAsync("password1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await visitor.AssertAccessibleAsync("sign-up refused");
        visitor.ForgiveStatus(400);
        await page.GotoAsync("/reset-password");
        await visitor.AssertAccessibleAsync("reset password");
        await page.GotoAsync("/no/such.page");
        await visitor.AssertAccessibleAsync("not found");
        visitor.ForgiveStatus(404);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1200)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task After_signing_in(ColorScheme scheme, int width)
    {
        await using var visitor = await site.VisitAsync(scheme: scheme, width: width);
        var page = visitor.Page;
        await visitor.SignUpAsync();
        await visitor.AssertAccessibleAsync("tasks, empty");
        await page.GotoAsync("/tasks/trash");
        await visitor.AssertAccessibleAsync("trash, empty");
        await page.GotoAsync("/tasks");
        await visitor.AddAsync("Overdue and important", due: "2020-02-29", time: "09:00", priority: "High", tags: "home", project: "House", repeat: "Monthly");
        await visitor.AddAsync("Later", due: "2032-02-29", priority: "Medium", tags: "work");
        await visitor.AddAsync("Some time", priority: "Low");
        await page.Locator("details.more > summary").ClickAsync();
        await page.Locator("details.filter > summary").ClickAsync();
        await visitor.AssertAccessibleAsync("tasks, full, everything open");
        await page.GotoAsync("/tasks?q=nothing-like-this");
        await visitor.AssertAccessibleAsync("tasks, no match");

        await page.GotoAsync("/tasks");
        await page.GetByLabel("New task").FillAsync(new string('x', 201));
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await visitor.AssertAccessibleAsync("tasks, refused");
        visitor.ForgiveStatus(400);

        await page.GetByRole(AriaRole.Link, new() { Name = "Overdue and important" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Edit task" }).WaitForAsync();
        await visitor.AssertAccessibleAsync("edit");
        await page.GetByLabel("Duration (min)").FillAsync("soon");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await visitor.AssertAccessibleAsync("edit, refused");
        visitor.ForgiveStatus(400);

        await page.GotoAsync("/tasks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Complete “Some time”" }).ClickAsync();
        await page.GetByText("Task completed.").WaitForAsync();
        await visitor.AssertAccessibleAsync("tasks, with a message");
        await page.GotoAsync("/tasks?status=completed");
        await visitor.AssertAccessibleAsync("tasks, completed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete “Some time”" }).ClickAsync();
        await page.GotoAsync("/tasks/trash");
        await visitor.AssertAccessibleAsync("trash, full");

        await page.GotoAsync("/chat");
        await visitor.AssertAccessibleAsync("chat, new");
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Show me all my tasks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await page.Locator(".turn.assistant").WaitForAsync();
        await visitor.AssertAccessibleAsync("chat, answered");
        await page.GotoAsync("/settings");
        await visitor.AssertAccessibleAsync("settings");
    }
}
