using Todo.Frontend;
using Todo.Hosting;

return await ServiceHost.RunAsync(args, FrontendApp.Build);
