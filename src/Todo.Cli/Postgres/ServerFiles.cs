using Todo.Cli.Processes;

namespace Todo.Cli.Postgres;

/// <summary>Makes the server's folder: a cluster with one database and one role that own each other, reachable by password only.</summary>
internal sealed class ServerFiles(DataFolder folder, PostgresPrograms programs, UnixUser? user, ServerOptions options)
{
    public const string Name = "todo";
    private const string PasswordName = "postgres-password";

    /// <summary>The role's password, made with the folder.</summary>
    public string Password => folder.Secret(PasswordName, DataFolder.NewSecret);

    /// <summary>
    /// Made beside its place and renamed when it is whole, so that a death half-way leaves nothing that looks like data.
    /// </summary>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(folder.Postgres))
        {
            await MendPasswordAsync(cancellation);
            return;
        }

        var fresh = folder.Postgres + ".new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        Directory.CreateDirectory(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await (user?.TakeAsync(fresh, cancellation) ?? Task.CompletedTask);

        // The superuser never gets a password and no way in is open until the rules below stand: what runs uses the role alone.
        await RunAsync(programs.Initdb, [
            "--pgdata", Child.InheritedFolder, "--username=postgres", "--auth=reject", "--encoding=UTF8", "--lc-messages=C",
            .. Locale, .. (options.Durable ? Array.Empty<string>() : ["--no-sync"])], fresh, null, cancellation);
        await File.WriteAllTextAsync(Path.Combine(fresh, "pg_hba.conf"), "local all all scram-sha-256\n", cancellation);
        await SingleUserAsync(
            $"CREATE ROLE {Name} LOGIN {(options.Superuser ? "SUPERUSER" : "")} PASSWORD '{Password}';\nCREATE DATABASE {Name} OWNER {Name};\n",
            fresh,
            cancellation);
        Directory.Move(fresh, folder.Postgres);
    }

    // The built-in provider (17 and later) sorts the same on every machine and needs no locale of the machine's.
    private string[] Locale => programs.Major >= 17
        ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        : ["--locale=C.UTF-8"];

    private async Task MendPasswordAsync(CancellationToken cancellation)
    {
        if (!File.Exists(folder.SecretFile(PasswordName)))
        {
            await SingleUserAsync($"ALTER ROLE {Name} PASSWORD '{Password}';\n", folder.Postgres, cancellation);
        }
    }

    private Task SingleUserAsync(string statements, string data, CancellationToken cancellation) =>
        RunAsync(programs.Server, ["--single", "-D", Child.InheritedFolder, "postgres"], data, statements, cancellation);

    private async Task RunAsync(string program, string[] arguments, string data, string? input, CancellationToken cancellation)
    {
        List<string> said = [];
        var code = await Child.RunAsync(
            new ChildStart(Path.GetFileName(program), program, arguments)
            {
                Environment = EmbeddedPostgres.Environment,
                Folder = data,
                Input = input,
                StopSignal = Signal.Interrupt,
                User = user,
                Error = said.Add,
            },
            cancellation);
        if (code != 0 || said.Exists(line => line.Contains("ERROR:", StringComparison.Ordinal)))
        {
            throw new UserException($"The database could not be made in {folder.Path}: {said.LastOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? said.LastOrDefault() ?? $"{Path.GetFileName(program)} ended with {code}"}");
        }
    }
}
