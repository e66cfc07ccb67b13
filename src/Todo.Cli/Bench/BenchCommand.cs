using System.CommandLine;

namespace Todo.Cli.Bench;

/// <summary><c>todo bench</c>: figures of this machine, as ratios to what it can do at best.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measures Todo side by side with the least programs over the same SQL.") { Api(), Chat(), Start() };

    private static Command Api()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long each load runs.", DefaultValueFactory = _ => 8 };
        var users = new Option<int>("--users") { Description = "How many accounts.", DefaultValueFactory = _ => 100 };
        var tasks = new Option<int>("--tasks") { Description = "How many tasks each account has.", DefaultValueFactory = _ => 10_000 };
        var connections = new Option<int[]>("--connections")
        {
            Description = "How many connections at once, one load each.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [16, 64, 256],
        };
        var command = new Command(
            "api",
            "GET one, list 50, search and POST by wrk against the backend, bench/Floor (EF Core and Npgsql) and pgbench, in one run on one database. Prints Markdown.")
        { seconds, users, tasks, connections };
        command.SetAction((parsed, cancellation) => new ApiBench(
            TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(users), parsed.GetValue(tasks), parsed.GetValue(connections)!).RunAsync(cancellation));
        return command;
    }

    private static Command Chat()
    {
        var streams = new Option<int>("--streams") { Description = "How many streams at once.", DefaultValueFactory = _ => 200 };
        var command = new Command("chat", "The time to the first event without a model, and the memory of many streams with a slow one. Prints Markdown.") { streams };
        command.SetAction((parsed, cancellation) => new ChatBench(parsed.GetValue(streams)).RunAsync(cancellation));
        return command;
    }

    private static Command Start()
    {
        var runs = new Option<int>("--runs") { Description = "How many starts.", DefaultValueFactory = _ => 5 };
        var command = new Command("start", "How long the backend takes from nothing to its first answer from the database.") { runs };
        command.SetAction((parsed, cancellation) => new StartBench(parsed.GetValue(runs)).RunAsync(cancellation));
        return command;
    }
}
