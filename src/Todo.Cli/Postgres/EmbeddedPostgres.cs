using System.Globalization;
using Todo.Cli.Processes;

namespace Todo.Cli.Postgres;

/// <summary>How the server is run; the defaults are those of real data.</summary>
public sealed record ServerOptions
{
    /// <summary>False gives up safety against a crash of the machine for speed: for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Gives the role all rights, to make databases of its own: for tests.</summary>
    public bool Superuser { get; init; }

    /// <summary>The folder of the programs that a new data folder takes; by default the npm package's, else the machine's newest.</summary>
    public string? Programs { get; init; } = System.Environment.GetEnvironmentVariable("TODO_POSTGRES_BIN");

    /// <summary>Gets what is worth telling while it starts (a download, another version than expected).</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Gets the server's log, line by line, each beginning with its level (<c>LOG:</c>, <c>ERROR:</c>).</summary>
    public Action<string> Log { get; init; } = _ => { };
}

/// <summary>
/// A PostgreSQL of our own in a data folder: made on first use, on a Unix socket in its own folder, stopped with us.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const int LongestSocket = 107;
    internal const string SocketName = ".s.PGSQL.5432";
    private readonly ShortPath socketFolder;

    private EmbeddedPostgres(Child server, ShortPath socketFolder, string password, int major)
    {
        Server = server;
        this.socketFolder = socketFolder;
        Major = major;
        ConnectionString = $"Host={socketFolder.Path};Port=5432;Username={ServerFiles.Name};Password={password};Database={ServerFiles.Name}";
    }

    /// <summary>For Npgsql; holds the password.</summary>
    public string ConnectionString { get; }

    /// <summary>The version of the server: 15 to 18.</summary>
    public int Major { get; }

    /// <summary>The server's process.</summary>
    public Child Server { get; }

    /// <summary>Nothing of ours reaches it but what it needs: a stray PGDATA or LC_ALL would change what it does.</summary>
    internal static Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
        ["TZ"] = "UTC",
    };

    /// <summary>Answers when the server takes connections; a <see cref="UserException"/> says why it can't.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(DataFolder folder, ServerOptions options, CancellationToken cancellation)
    {
        var user = await ServerUserAsync(folder, cancellation);
        await DeadServer.EndAsync(folder.Postgres, cancellation);
        var programs = await PostgresPrograms.ForAsync(folder, options, cancellation);
        var files = new ServerFiles(folder, programs, user, options);
        await files.MakeAsync(cancellation);

        List<string> said = [];
        var server = await Child.StartAsync(new ChildStart("postgres", programs.Server, Arguments(options))
        {
            Environment = Environment,
            Folder = folder.Postgres,
            StopSignal = Signal.Interrupt,
            User = user,
            Error = line =>
            {
                said.Add(line);
                options.Log(line);
            },
        });
        try
        {
            await ReadyAsync(server, folder, said, cancellation);
            return new EmbeddedPostgres(server, ShortPath.To(folder.Postgres, LongestSocket - SocketName.Length - 1), files.Password, programs.Major);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it cleanly (connections are cut, everything is written).</summary>
    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync(TimeSpan.FromSeconds(20));
        await Server.DisposeAsync();
        socketFolder.Dispose();
    }

    private static string[] Arguments(ServerOptions options) =>
    [
        "-D", Child.InheritedFolder, "-c", "listen_addresses=", "-c", "unix_socket_directories=.", "-c", "log_line_prefix=",
        "-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c", "log_checkpoints=off",
        .. (options.Durable ? Array.Empty<string>() : ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]),
    ];

    // PostgreSQL refuses to run as root. Data that exist keep their owner.
    private static async Task<UnixUser?> ServerUserAsync(DataFolder folder, CancellationToken cancellation)
    {
        if (!System.Environment.IsPrivilegedProcess)
        {
            return null;
        }

        if (Directory.Exists(folder.Postgres) && await UnixUser.OwnerOfAsync(folder.Postgres, cancellation) is { Id: > 0 } owner)
        {
            return owner;
        }

        return UnixUser.Named("postgres") ?? UnixUser.Named("nobody")
            ?? throw new UserException("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody. Add one (useradd --system postgres), or run as another user.");
    }

    // As pg_ctl waits: the eighth line of postmaster.pid is the server's state.
    private static async Task ReadyAsync(Child server, DataFolder folder, List<string> said, CancellationToken cancellation)
    {
        var file = Path.Combine(folder.Postgres, "postmaster.pid");
        while (!server.Exited.IsCompleted)
        {
            var lines = File.Exists(file) ? await ReadAsync(file, cancellation) : [];
            if (lines.Length > 7 && lines[0] == server.Id.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == "ready")
            {
                return;
            }

            await Task.Delay(20, cancellation);
        }

        var why = said.LastOrDefault(line => line.StartsWith("FATAL:", StringComparison.Ordinal)) ?? said.LastOrDefault() ?? "it said nothing";
        throw new UserException($"PostgreSQL could not start on {folder.Path}: {why}");
    }

    private static async Task<string[]> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllLinesAsync(file, cancellation);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
