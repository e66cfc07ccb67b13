using Microsoft.Playwright;
using Todo.Testing;
using Todo.Web.Tests.Hosting;

[assembly: AssemblyFixture(typeof(Site))]

namespace Todo.Web.Tests.Hosting;

/// <summary>Backend, frontend and a browser, once for all tests; each test has users and a browser context of its own.</summary>
public sealed class Site : IAsyncLifetime
{
    // A machine with other work is slow; what is there at once costs nothing.
    private const float Patience = 20_000;

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public TestBackend Backend { get; private set; } = null!;

    public TestFrontend Frontend { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Backend = await TestBackend.StartAsync();
        Frontend = await TestFrontend.StartAsync(Backend.Address, Backend.InternalAddress);
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("TODO_TEST_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    /// <summary>A fresh visitor, of this site or of another address.</summary>
    public async Task<Visitor> VisitAsync(bool script = true, ColorScheme scheme = ColorScheme.Light, int width = 1200, int height = 900, Uri? address = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (address ?? Frontend.Address).ToString(),
            JavaScriptEnabled = script,
            ColorScheme = scheme,
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Patience);
        return new Visitor(context, await context.NewPageAsync(), script);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await Frontend.DisposeAsync();
        await Backend.DisposeAsync();
    }
}
