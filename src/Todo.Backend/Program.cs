using Todo.Backend;
using Todo.Backend.Accounts.Administration;
using Todo.Backend.Database;
using Todo.Backend.Database.Backup;
using Todo.Backend.Database.Backup.Store;
using Todo.Backend.Database.Roles;
using Todo.Backend.Mcp;
using Todo.Backend.OpenApi;
using Todo.Hosting;

// Without a verb it serves; the others do one thing on the same settings and end.
return args switch
{
    ["migrate"] => await BackendTool.RunAsync(MigrateCommand.RunAsync),
    ["backup", var file] => await BackendTool.RunAsync((services, cancellation) => BackupCommands.BackupAsync(services, file, cancellation)),
    ["restore", var file, .. [] or ["--replace"]] => await BackendTool.RunAsync(
        (services, cancellation) => BackupCommands.RestoreAsync(services, file, replace: args.Length == 3, cancellation), BackupSettings.Add),
    ["backup-store"] => await BackendTool.RunAsync(StoreCommands.BackupAsync, BackupSettings.Add),
    ["restore-store", .. [] or [_]] => await BackendTool.RunAsync(
        (services, cancellation) => StoreCommands.RestoreAsync(services, args.ElementAtOrDefault(1), cancellation), BackupSettings.Add),
    ["backups"] => await BackendTool.RunAsync(StoreCommands.ListAsync, BackupSettings.Add),
    ["users", .. var words] => await BackendTool.RunAsync((services, cancellation) => UserCommands.RunAsync(services, words, cancellation)),
    ["roles"] => await BackendTool.RunAsync(RolesCommand.RunAsync),
    ["roles", "healthy"] => await RolesHealth.HealthyAsync(TimeProvider.System, CancellationToken.None),
    ["roles", "alive"] => await RolesHealth.AliveAsync(TimeProvider.System, CancellationToken.None),
    ["openapi"] => await OpenApiEndpoint.PrintAsync(),
    ["mcp", .. var rest] => await ServiceHost.RunAsync("backend", rest, McpApp.Build),
    _ => await ServiceHost.RunAsync("backend", args, BackendApp.Build),
};
