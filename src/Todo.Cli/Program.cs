using System.CommandLine;
using System.CommandLine.Invocation;
using Todo.Cli;
using Todo.Cli.Backup;
using Todo.Cli.Bench;
using Todo.Cli.Charts;
using Todo.Cli.Cluster;
using Todo.Cli.Deploy;
using Todo.Cli.Health;
using Todo.Cli.Images;
using Todo.Cli.Mcp;
using Todo.Cli.Migrate;
using Todo.Cli.OpenApi;
using Todo.Cli.Output;
using Todo.Cli.Probe;
using Todo.Cli.Processes;
using Todo.Cli.Release;
using Todo.Cli.Run;
using Todo.Cli.Secrets;
using Todo.Cli.Test;
using Todo.Cli.Users;

var root = new RootCommand(Help.Product)
{
    RunCommand.Create(),
    MigrateCommand.Create(),
    HealthCommand.Create(),
    ProbeCommand.Create(),
    OpenApiCommand.Create(),
    BackupCommand.CreateBackup(),
    BackupCommand.CreateRestore(),
    UsersCommand.Create(),
    SecretsCommand.Create(),
    McpCommand.Create(),
    ChartsCommand.Create(),
    DeployCommand.Create(),
    StatusCommand.Create(),
    UndeployCommand.Create(),
    ClusterCommand.Create(),
    TestCommand.Create(),
    BenchCommand.Create(),
    ImagesCommand.Create(),
    ReleaseCommand.Create(),
};

// `todo help` and `todo help run` are what people try first.
string[] words = args switch
{
    [] or ["help"] => ["--help"],
    ["help", .. var command] => [.. command, "--help"],
    _ => args,
};

using var stop = new StopSignals();
try
{
    // Signals are ours (StopSignals): the library would end the process two seconds after the first.
    var parsed = root.Parse(words);
    if (parsed.Action is ParseErrorAction)
    {
        throw new UserException($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See ./todo {(parsed.CommandResult.Command == root ? "help" : parsed.CommandResult.Command.Name + " --help")}.");
    }

    var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await parsed.InvokeAsync(configuration, stop.Token);
}
catch (UserException error)
{
    Lines.Error(error.Message);
    return 2;
}
catch (ToolException error)
{
    Lines.Error(error.Message);
    return 1;
}
catch (FailureException error)
{
    Lines.Error(error.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 130;
}
