namespace Todo.Cli.Mcp;

/// <summary>The bearer token, as the file has it now: whoever renews it writes the file and nothing else.</summary>
internal sealed class TokenFile(string path)
{
    public string Path => path;

    /// <summary>A <see cref="UserException"/> when there is none.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellation)
    {
        string token;
        try
        {
            token = (await File.ReadAllTextAsync(path, cancellation)).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The token file {path} can't be read: {error.Message}");
        }

        // RFC 6750, 2.1: what a header can carry, and nothing that begins another.
        return token.Length > 0 && token.All(letter => letter is > ' ' and < '\u007f')
            ? token
            : throw new UserException($"The token file {path} must have one token and nothing else.");
    }
}
