using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Todo.Web.Tests.Hosting;

/// <summary>A person at a browser. Whatever the console complains about, such as a breach of the content policy, fails the test at its end.</summary>
public sealed class Visitor : IAsyncDisposable
{
    public const string Password = "a quiet morning in autumn";

    private readonly IBrowserContext context;
    private readonly bool hasScript;
    private readonly List<string> complaints = [];

    public Visitor(IBrowserContext context, IPage page, bool hasScript)
    {
        this.context = context;
        this.hasScript = hasScript;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    public string Email { get; } = $"{Guid.NewGuid():N}@example.com";

    public async Task SignUpAsync(string name = "Ada Winter")
    {
        await Page.GotoAsync("/sign-up");
        await Page.GetByLabel("Name").FillAsync(name);
        await Page.GetByLabel("E-mail").FillAsync(Email);
        await Page.GetByLabel("Password").FillAsync(Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Tasks", Exact = true }).WaitForAsync(); // WaitForURL can miss a load that is as fast as itself
    }

    public async Task SignInAsync(string? password = null)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("E-mail").FillAsync(Email);
        await Page.GetByLabel("Password").FillAsync(password ?? Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public async Task AddAsync(string title, string? due = null, string? time = null, string? priority = null, string? tags = null, string? project = null, string? repeat = null)
    {
        await Page.GetByLabel("New task").FillAsync(title);
        if ((due ?? time ?? priority ?? tags ?? project ?? repeat) is not null)
        {
            await Page.Locator("details.more > summary").ClickAsync();
        }

        await FillAsync("#due_date", due);
        await FillAsync("#due_time", time);
        await FillAsync("#tags", tags);
        await FillAsync("#project", project);
        await SelectAsync("#priority", priority);
        await SelectAsync("#recurrence", repeat);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Page.GetByText("Task added.").WaitForAsync();
    }

    /// <summary>Opens another page of the same browser.</summary>
    public Task<IPage> OpenAsync() => context.NewPageAsync();

    /// <summary>Sends a message on the chat page; what comes of it is the test's to wait for.</summary>
    public async Task SayAsync(string message)
    {
        await Page.GetByLabel("Message", new() { Exact = true }).FillAsync(message);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    /// <summary>Sends a message and gives the answer once it is complete.</summary>
    public async Task<ILocator> AskAsync(string message)
    {
        var answers = Page.Locator("#log .turn.assistant");
        var before = await answers.CountAsync();
        await SayAsync(message);
        await answers.Nth(before).WaitForAsync();
        return answers.Nth(before);
    }

    /// <summary>The row of a task.</summary>
    public ILocator Task(string title) => Page.Locator("li.task").Filter(new() { HasText = title });

    /// <summary>axe finds nothing. It is a script itself: pages without one are the same markup.</summary>
    public async Task AssertAccessibleAsync(string state)
    {
        if (!hasScript)
        {
            return;
        }

        var result = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });
        Assert.True(
            result.Violations.Length == 0,
            $"{state}: " + string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(node => $"{node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}"))}")));
    }

    /// <summary>A page that is meant to be an error is reported by the console as such.</summary>
    public void ForgiveStatus(int status) => complaints.RemoveAll(complaint => complaint.Contains($"status of {status}", StringComparison.Ordinal));

    /// <summary>Requests that a test has cut are reported by the console as such.</summary>
    public void ForgiveCuts() => complaints.RemoveAll(complaint => complaint.Contains("net::ERR_", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(complaints);
    }

    private async Task FillAsync(string selector, string? value)
    {
        if (value is not null)
        {
            await Page.Locator(selector).FillAsync(value);
        }
    }

    private async Task SelectAsync(string selector, string? value)
    {
        if (value is not null)
        {
            await Page.Locator(selector).SelectOptionAsync(new SelectOptionValue { Label = value });
        }
    }
}
