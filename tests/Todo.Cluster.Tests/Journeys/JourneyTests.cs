using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Todo.Cluster.Tests.Running;
using Todo.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Todo.Cluster.Tests.Journeys;

/// <summary>What people and programs do, through the ingress.</summary>
[Collection(Dev.Name)]
[Trait("rule", "C13")]
public sealed class JourneyTests(DevInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task In_a_browser_from_sign_up_to_the_assistant()
    {
        using var playwright = await Playwright.CreateAsync();
        var (host, port) = TestCluster.Http;
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("TODO_TEST_CHROMIUM") ?? "/usr/bin/chromium",
            Args = [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                $"--host-resolver-rules=MAP {installation.Site.Host}:{port} {host}:{port}"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = installation.Site.Origin });
        page.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        List<string> complaints = [];
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };

        await page.GotoAsync("/sign-up");
        await page.GetByLabel("Name").FillAsync("Ada Winter");
        await page.GetByLabel("E-mail").FillAsync($"{Guid.NewGuid():N}@example.com");
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Tasks", Exact = true }).WaitForAsync();
        await page.GetByLabel("New task").FillAsync("Water the plants");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByText("Task added.").WaitForAsync();
        await page.GotoAsync("/chat");
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Show me all my tasks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.Locator("#log .turn.assistant").First).ToContainTextAsync("Water the plants");

        Assert.Empty(complaints);
    }

    [Proof]
    public async Task By_programs_over_REST_and_chat()
    {
        using var ada = await Person.SignUpAsync(installation.Site, Cancellation);
        var task = await ada.Api.AddTaskAsync(new TaskDraft("Call mom"), idempotencyKey: null, Cancellation);

        var answer = await ada.Api.ChatAsync(new ChatRequest { Message = $"Mark task {task.Id} as complete" }, Cancellation);

        Assert.Contains("Call mom", answer.Response, StringComparison.Ordinal);
        Assert.True((await ada.Api.GetTaskAsync(task.Id, Cancellation)).Task.Completed);
    }

    [Proof]
    public async Task By_an_MCP_client()
    {
        using var ada = await Person.SignUpAsync(installation.Site, Cancellation);
        var token = await ada.Api.CreateTokenAsync(new NewPersonalToken("client", ["read", "write"], 1), Cancellation);
        using var call = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(
                """{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "add_task", "arguments": {"title": "From afar"}}}""",
                System.Text.Encoding.UTF8, "application/json"),
        };
        call.Headers.Add("Accept", "application/json, text/event-stream");
        call.Headers.Authorization = new("Bearer", token.Token);
        call.Headers.Add("MCP-Protocol-Version", "2025-11-25");

        using var response = await ada.Http.SendAsync(call, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("From afar", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        var tasks = await ada.Api.ListTasksAsync(new TaskQuery(), Cancellation);
        Assert.Equal("From afar", Assert.Single(tasks.Tasks).Title);
    }

    [Proof]
    public async Task Logs_are_json_with_a_trace()
    {
        foreach (var (workload, container) in ((string, string)[])[("deployment/todo-backend", "backend"), ("deployment/todo-frontend", "frontend"), ("statefulset/todo-database", "roles")])
        {
            var lines = (await installation.Kubectl.RunAsync(Cancellation, "logs", workload, "--container", container)).Split('\n');

            Assert.All(lines, line => Assert.NotNull(JsonNode.Parse(line)!["timestamp"]));
        }
    }
}
