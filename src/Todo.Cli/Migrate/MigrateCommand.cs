using System.CommandLine;
using Todo.Cli.Run;
using Todo.Cli.Services;

namespace Todo.Cli.Migrate;

/// <summary><c>todo migrate</c>: brings the database's schema up to this version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var data = RunCommand.DataOption();
        var command = new Command(
            "migrate",
            "Brings the database's schema up to this version: that of BACKEND_DATABASE_MIGRATION_URL or BACKEND_DATABASE_URL, else the embedded one (which `run` does by itself).") { data };
        command.SetAction((parsed, cancellation) => BackendVerb.RunAsync(parsed.GetValue(data)!, ["migrate"], null, cancellation));
        return command;
    }
}
