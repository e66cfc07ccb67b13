using System.Text.Json;
using System.Text.RegularExpressions;

namespace Todo.Mcp.Tests.Conformance;

/// <summary>One run of the official conformance suite: the checks of each scenario.</summary>
internal sealed partial record SuiteRun(int ExitCode, string Output, IReadOnlyDictionary<string, IReadOnlyList<SuiteCheck>> Scenarios)
{
    public static async Task<SuiteRun> OfAsync(Uri endpoint, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("todo-conformance-");
        try
        {
            var (code, output) = await NpmTools.RunAsync(NpmTools.Suite, ["server", "--url", endpoint.ToString(), "--output-dir", folder.FullName, .. options]);
            var scenarios = folder.EnumerateFiles("checks.json", SearchOption.AllDirectories).ToDictionary(
                file => FolderName().Match(file.Directory!.Name).Groups["scenario"].Value,
                file => (IReadOnlyList<SuiteCheck>)JsonSerializer.Deserialize<List<SuiteCheck>>(File.ReadAllText(file.FullName), JsonSerializerOptions.Web)!,
                StringComparer.Ordinal);
            return new SuiteRun(code, output, scenarios);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Fails with every check of the scenario that did not succeed; says all of them in the test's output.</summary>
    public void AssertPassed(string scenario, ITestOutputHelper output)
    {
        Assert.True(Scenarios.TryGetValue(scenario, out var checks) && checks.Count > 0, $"The suite did not run {scenario}:\n{Output}");
        foreach (var check in checks)
        {
            output.WriteLine($"{check.Status} {check.Id} {check.ErrorMessage}");
        }

        Assert.True(checks.All(check => check.IsGood), $"{scenario}: {string.Join("; ", checks.Where(check => !check.IsGood).Select(check => $"{check.Status} {check.Id}: {check.ErrorMessage} {check.Details}"))}");
    }

    // server-SCENARIO-2026-01-31T12-00-00-000Z
    [GeneratedRegex("^server-(?<scenario>.+)-[0-9]{4}-[0-9]{2}-[0-9]{2}T.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FolderName();
}

/// <summary>One check of a scenario as the suite reports it.</summary>
internal sealed record SuiteCheck(string Id, string Status, string? ErrorMessage, JsonElement? Details)
{
    // What the suite says, as a warning and nothing else, of every server that has no sessions.
    private const string NoSession = "server-sse-multiple-streams-session";

    /// <summary>Skipped is what does not apply to the server, such as notices to subscribers it never promised.</summary>
    public bool IsGood => Status is "SUCCESS" or "INFO" or "SKIPPED" || (Status == "WARNING" && Id == NoSession);
}
