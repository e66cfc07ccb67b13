using Todo.Mcp.Tests.Fixtures;

namespace Todo.Mcp.Tests.Conformance;

/// <summary>The HTTP edge against the official suite: all that revision 2026-07-28 requires, and all of 2025-11-25 that needs no session.</summary>
[Trait("rule", "A10")]
public sealed class SuiteTests(SuiteTests.Runs runs, ITestOutputHelper output) : IClassFixture<SuiteTests.Runs>
{
    public static readonly TheoryData<string> Newest =
    [
        "server-stateless", "completion-complete", "tools-list", "tools-call-simple-text", "tools-call-image", "tools-call-audio",
        "tools-call-embedded-resource", "tools-call-mixed-content", "tools-call-error", "tools-call-with-progress", "server-sse-multiple-streams",
        "resources-list", "resources-read-text", "resources-read-binary", "resources-templates-read", "sep-2164-resource-not-found",
        "prompts-list", "prompts-get-simple", "prompts-get-with-args", "prompts-get-embedded-resource", "prompts-get-with-image",
        "dns-rebinding-protection", "caching", "input-required-result-basic-elicitation", "input-required-result-basic-sampling",
        "input-required-result-basic-list-roots", "input-required-result-request-state", "input-required-result-multiple-input-requests",
        "input-required-result-multi-round", "input-required-result-missing-input-response", "input-required-result-non-tool-request",
        "input-required-result-result-type", "input-required-result-unsupported-methods", "input-required-result-tampered-state",
        "input-required-result-capability-check", "input-required-result-ignore-extra-params", "input-required-result-validate-input",

        // Not scored, since the suite's own server can't pass them.
        "http-header-validation", "http-custom-header-server-validation", "json-schema-2020-12",
    ];

    public static readonly TheoryData<string> WithHandshake =
    [
        "server-initialize", "server-session-lifecycle", "logging-set-level", "ping", "completion-complete", "tools-list", "tools-call-simple-text",
        "tools-call-image", "tools-call-audio", "tools-call-embedded-resource", "tools-call-mixed-content", "tools-call-error",
        "tools-call-with-progress", "json-schema-2020-12", "server-sse-multiple-streams", "resources-list", "resources-read-text", "resources-read-binary",
        "resources-templates-read", "resources-subscribe", "resources-unsubscribe", "prompts-list", "prompts-get-simple", "prompts-get-with-args",
        "prompts-get-embedded-resource", "prompts-get-with-image", "dns-rebinding-protection",
    ];

    // A server that asks or tells its client something between requests needs a session.
    private static readonly string[] WithSession =
        ["tools-call-with-logging", "tools-call-sampling", "tools-call-elicitation", "elicitation-sep1034-defaults", "elicitation-sep1330-enums", "server-sse-polling"];

    [Theory]
    [MemberData(nameof(Newest))]
    public async Task The_edge_passes_what_revision_2026_07_28_requires(string scenario) => (await runs.Newest.Value).AssertPassed(scenario, output);

    [Theory]
    [MemberData(nameof(WithHandshake))]
    public async Task The_edge_passes_what_revision_2025_11_25_asks_of_a_server_without_sessions(string scenario) =>
        (await runs.WithHandshake.Value).AssertPassed(scenario, output);

    [Fact]
    public async Task The_suite_itself_finds_that_the_newest_revision_is_met()
    {
        var run = await runs.Newest.Value;

        Assert.True(run.ExitCode == 0, run.Output);
    }

    [Fact]
    public async Task No_scenario_of_the_suite_is_left_out_but_those_that_need_a_session_or_an_extension()
    {
        var (newest, handshake) = (await runs.Newest.Value, await runs.WithHandshake.Value);

        Assert.Equal(Newest.Select(row => row.Data).Order(StringComparer.Ordinal), newest.Scenarios.Keys.Where(name => !name.StartsWith("tasks-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(WithHandshake.Select(row => row.Data).Concat(WithSession).Order(StringComparer.Ordinal), handshake.Scenarios.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Each run of the suite once, for the tests that look at its scenarios.</summary>
    public sealed class Runs : IAsyncLifetime
    {
        private readonly FixtureHost host = new();

        internal Lazy<Task<SuiteRun>> Newest { get; private set; } = null!;

        internal Lazy<Task<SuiteRun>> WithHandshake { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await host.InitializeAsync();
            Newest = new(() => SuiteRun.OfAsync(host.Endpoint, "--requirements", "2026-07-28"));
            WithHandshake = new(() => SuiteRun.OfAsync(host.Endpoint, "--spec-version", "2025-11-25", "--suite", "all"));
        }

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
