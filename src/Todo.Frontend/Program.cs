using Todo.Frontend;
using Todo.Hosting;

return await ServiceHost.RunAsync("frontend", args, FrontendApp.Build);
