using Npgsql;

namespace Todo.Backend.Database;

/// <summary>The login of connections past any pooler, for LISTEN, until another takes its place.</summary>
public sealed class DirectLogin : IDisposable
{
    private readonly CancellationTokenSource replaced = new();

    internal DirectLogin(string url)
    {
        Url = url;
        Replaced = replaced.Token;
    }

    /// <summary>Cancelled when another login has taken its place: make the connection anew on that one.</summary>
    public CancellationToken Replaced { get; }

    internal string Url { get; }

    /// <summary>An open connection without a pool. The caller disposes it.</summary>
    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation) => OpenAsync(Url, cancellation);

    public void Dispose() => replaced.Dispose();

    internal static async Task<NpgsqlConnection> OpenAsync(string url, CancellationToken cancellation)
    {
        var text = DatabaseUrl.Parse(url);
        text.Pooling = false;
        text.ApplicationName ??= "todo-backend";
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal Task ReplaceAsync() => replaced.CancelAsync();
}
