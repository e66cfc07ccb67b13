using Todo.Backend;

return await BackendProgram.RunAsync(args);
