namespace Todo.Cli.Tests.Run;

[Trait("rule", "A11")]
public sealed class ModelTests
{
    private static readonly string Commands = Path.Combine(TodoProcess.Sources(), "src", "Todo.ScriptedModel", "scripts", "commands.json");

    [Fact]
    public async Task A_run_with_a_scripted_model_thinks_with_it_and_stops_it_with_everything_else()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Start(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["BACKEND_AI_API_KEY_FILE"] = "/of/a/real/model" },
            "run", "--port", "0", "--data", temp.Below("data"), "--model", "scripted:" + Commands);
        using var ann = new Visitor(await run.ReadyAsync());
        var children = run.Children;
        Assert.Equal(4, children.Count);

        // The words are the script's: the offline assistant has others.
        await ann.SignUpAsync("ann@example.org");
        Assert.Matches("^Added task [0-9]+ \"Buy groceries\"\\.$", await ann.SayAsync("Add a task to buy groceries"));
        Assert.Equal(["Buy groceries"], await ann.TitlesAsync());
        Assert.Equal("Hello! What shall I put on your list?", await ann.SayAsync("Good morning"));

        TodoProcess.Signal(run.Id, "TERM");
        Assert.Equal(0, await run.ExitedAsync());
        Assert.DoesNotContain(children, TodoProcess.IsAlive);
    }

    [Fact]
    public async Task A_scripted_model_that_dies_ends_the_run_with_its_name()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Start(null, "run", "--port", "0", "--data", temp.Below("data"), "--model", "scripted:" + Commands);
        await run.ReadyAsync();
        var children = run.Children;
        TodoProcess.Signal(children.Single(pid => IsProgram(pid, "Todo.ScriptedModel")), "KILL");
        Assert.Equal(1, await run.ExitedAsync());
        Assert.Contains(run.Errors, line => line.StartsWith("The scripted model has ended by itself", StringComparison.Ordinal));
        Assert.DoesNotContain(children, TodoProcess.IsAlive);
    }

    [Theory]
    [Trait("rule", "E5")]
    [InlineData("scripted:/no/such/file.json", null, "The script /no/such/file.json can't be read")]
    [InlineData("scripted:script.json", """{"exchanges": [{"reply": {"says": "x"}}]}""", "script.json is no script")]
    [InlineData("gpt-5-mini", null, "--model 'gpt-5-mini' is not understood. Write it as scripted:FILE; a real model is named by BACKEND_AI_MODEL.")]
    public async Task A_wrong_model_is_one_line_and_nothing_is_started(string model, string? script, string expected)
    {
        using var temp = new TempFolder();
        if (script is not null)
        {
            File.WriteAllText(temp.Below("script.json"), script);
            model = "scripted:" + temp.Below("script.json");
        }

        await using var run = await TodoProcess.ToEndAsync(null, "run", "--port", "0", "--data", temp.Below("data"), "--model", model);
        Assert.Equal(2, await run.ExitedAsync());
        Assert.Contains(expected, Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.Below("data", "postgres")));
    }

    private static bool IsProgram(int pid, string name) => File.ReadAllText($"/proc/{pid}/cmdline").Contains(name, StringComparison.Ordinal);
}
