using Microsoft.Playwright;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Browser;

[Trait("rule", "A19")]
public sealed class KeyboardTests(Site site)
{
    [Fact]
    public async Task Everything_can_be_done_without_a_mouse()
    {
        await using var visitor = await site.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync("/sign-up");
        foreach (var text in new[] { "Ada Winter", visitor.Email, Visitor.Password })
        {
            await page.Keyboard.TypeAsync(text); // The first field has the focus already.
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(":focus")).ToHaveTextAsync("Create account");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/tasks");

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(":focus")).ToHaveTextAsync("Skip to content");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "What needs to be done?");
        await page.Keyboard.TypeAsync("Written by hand");
        await page.Keyboard.PressAsync("Enter");
        await visitor.Task("Written by hand").WaitForAsync();

        await TabToAsync(page, "Complete “Written by hand”");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Task completed.").WaitForAsync();
        await TabToAsync(page, "Undo");
        await page.Keyboard.PressAsync("Space");
        await visitor.Task("Written by hand").WaitForAsync();

        await TabToAsync(page, "Chat");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/chat");
        await page.Keyboard.TypeAsync("What's pending?");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#log .turn.assistant")).ToContainTextAsync("Written by hand");
        await Assertions.Expect(page.Locator(":focus")).ToHaveAttributeAsync("id", "message");
    }

    // The name of the focused element as far as this test needs it; forty stops are more than any page here has before it.
    private static async Task TabToAsync(IPage page, string name)
    {
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var focused = await page.EvaluateAsync<string>(
                "() => { const e = document.activeElement; return e.getAttribute('aria-label') ?? e.getAttribute('placeholder') ?? e.textContent.trim(); }");
            if (focused == name)
            {
                return;
            }
        }

        Assert.Fail($"No way to '{name}' by keyboard.");
    }
}
