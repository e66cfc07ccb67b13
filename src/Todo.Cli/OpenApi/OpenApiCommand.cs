using System.CommandLine;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.OpenApi;

/// <summary><c>todo openapi</c>: the API's description on standard output, without settings or a database.</summary>
internal static class OpenApiCommand
{
    public static Command Create()
    {
        var command = new Command("openapi", "Prints the OpenAPI document that the backend serves at /api/openapi.json. `todo openapi > docs/openapi.json` brings the checked-in file up to date.");
        command.SetAction((_, cancellation) => Child.RunAsync(Service.Backend.Start(["openapi"], []) with { SharesConsole = true }, cancellation));
        return command;
    }
}
