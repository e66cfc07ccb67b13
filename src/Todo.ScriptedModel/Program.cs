using System.Globalization;
using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;

const int Misconfigured = 2;

try
{
    switch (args)
    {
        case ["check", "--script", var file]:
            ScriptFile.Load(file);
            return 0;
        case ["--script", var file]:
            return await RunAsync(file, port: 0);
        case ["--script", var file, "--port", var text] when ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port):
            return await RunAsync(file, port);
        default:
            throw new ScriptException("Start it as: Todo.ScriptedModel --script FILE [--port N], or: Todo.ScriptedModel check --script FILE.");
    }
}
catch (Exception error) when (error is ScriptException or IOException)
{
    await Console.Error.WriteLineAsync(error.Message.ReplaceLineEndings(" "));
    return Misconfigured;
}

static async Task<int> RunAsync(string file, int port)
{
    await using var server = await ScriptedModelServer.StartAsync(ScriptFile.Load(file), port, Console.Error.WriteLine);
    Console.WriteLine($"Plays {file} at {server.Endpoint}");
    await server.WaitAsync();
    return 0;
}
