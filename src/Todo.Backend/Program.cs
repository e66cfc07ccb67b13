using Todo.Backend;
using Todo.Backend.Database;
using Todo.Hosting;

// Without a verb it serves; the others do one thing on the same settings and end.
return args switch
{
    ["migrate"] => await BackendTool.RunAsync(MigrateCommand.RunAsync),
    _ => await ServiceHost.RunAsync(args, BackendApp.Build),
};
