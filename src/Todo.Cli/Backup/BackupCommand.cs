using System.CommandLine;
using Todo.Cli.Run;
using Todo.Cli.Services;

namespace Todo.Cli.Backup;

/// <summary><c>todo backup FILE</c> and <c>todo restore FILE</c> (docs/backup-format.md).</summary>
internal static class BackupCommand
{
    public static Command CreateBackup()
    {
        var file = FileArgument("Where the backup goes; - is standard output.");
        var data = RunCommand.DataOption();
        var command = new Command("backup", "Saves everything in the database to one file, as one moment saw it, also while Todo runs.") { file, data };
        command.SetAction((parsed, cancellation) =>
        {
            var folder = parsed.GetValue(data)!;
            EmbeddedDatabase.RequireData(folder);
            return BackendVerb.RunAsync(folder, ["backup", Full(parsed.GetRequiredValue(file))], null, cancellation);
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var file = FileArgument("The backup; - is standard input.");
        var replace = new Option<bool>("--replace") { Description = "Replace all that is in the database. Without it only an empty one is filled." };
        var data = RunCommand.DataOption();
        var command = new Command("restore", "Brings a backup into the database, of any supported PostgreSQL version: all of it or nothing.") { file, replace, data };
        command.SetAction((parsed, cancellation) =>
        {
            var path = Full(parsed.GetRequiredValue(file));
            if (path != "-" && !File.Exists(path))
            {
                throw new UserException($"There is no file {path}.");
            }

            string[] verb = ["restore", path, .. parsed.GetValue(replace) ? ["--replace"] : Array.Empty<string>()];
            return BackendVerb.RunAsync(parsed.GetValue(data)!, verb, null, cancellation);
        });
        return command;
    }

    private static Argument<string> FileArgument(string description) => new("FILE") { Description = description };

    private static string Full(string file) => file == "-" ? file : Path.GetFullPath(file);
}
