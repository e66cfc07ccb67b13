using System.Security.Cryptography;
using Npgsql;

namespace Todo.Backend.Database.Roles;

/// <summary>Tells PostgreSQL to read its certificate again when the files have changed; sessions that are open go on.</summary>
internal sealed partial class TlsWatch(RolesSettings settings, ILogger<TlsWatch> logger)
{
    private string? known;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(NpgsqlConnection server, CancellationToken cancellation)
    {
        if (settings.Tls is null)
        {
            return;
        }

        var now = await ContentAsync(settings.Tls, cancellation);
        if (now == known)
        {
            return;
        }

        await server.RunAsync("select pg_catalog.pg_reload_conf()", [], cancellation);
        known = now;
        Log.Reloaded(logger, settings.Tls);
    }

    /// <summary>The next look tells in any case: the server of a new connection may have missed the last change.</summary>
    public void Forget() => known = null;

    // By content: Kubernetes swaps the link ..data, and the files themselves are links through it.
    private static async Task<string> ContentAsync(string folder, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellation)));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "PostgreSQL reads its settings and the certificate in {Folder} again", EventName = "TlsReloaded")]
        public static partial void Reloaded(ILogger logger, string folder);
    }
}
