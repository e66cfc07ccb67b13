using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;

namespace Todo.Cli.Mcp;

/// <summary><c>todo mcp</c>: Todo's MCP server for desktop clients that can only start a program and talk to it by stdio.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var url = new Option<Uri>("--url") { Required = true, HelpName = "URL", Description = "Where Todo runs, such as https://todo.example.org/mcp.", CustomParser = Parse };
        var token = new Option<FileInfo>("--token-file") { Required = true, HelpName = "FILE", Description = "A file with an access token or a personal token; it is read again for every message." };
        var insecure = new Option<bool>("--insecure-http") { Description = "Sends the token in clear, over http to another machine." };
        var command = new Command("mcp", "Joins a desktop MCP client, which starts this and speaks on its standard input and output, to a running Todo.") { url, token, insecure };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(url), parsed.GetRequiredValue(token), parsed.GetValue(insecure), cancellation));
        return command;
    }

    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            result.AddError($"'{text}' is no address. Write it as https://todo.example.org/mcp; the token goes into --token-file.");
            return null;
        }

        return address.AbsolutePath == "/" ? new Uri(address, "/mcp") : address;
    }

    private static async Task<int> RunAsync(Uri url, FileInfo file, bool isInsecureAllowed, CancellationToken cancellation)
    {
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !isInsecureAllowed)
        {
            throw new UserException($"Over http the token would travel to {url.Host} in clear, for everybody on the way to read. Use https, or accept it by --insecure-http.");
        }

        var token = new TokenFile(file.FullName);
        await token.ReadAsync(cancellation);
        using var endpoint = new Endpoint(url, token);
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 65536);
        await using var output = Console.OpenStandardOutput();
        using var messages = new MessageOutput(output);
        await new Bridge(endpoint, messages).RunAsync(input, cancellation);
        return 0;
    }
}
