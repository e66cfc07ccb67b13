using System.Globalization;

namespace Todo.Cli.Processes;

/// <summary>A user by number, as setpriv takes it.</summary>
public sealed record UnixUser(int Id, int Group)
{
    /// <summary>Looks a name up in /etc/passwd; null where it is unknown.</summary>
    public static UnixUser? Named(string name) =>
        File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3 && fields[0] == name)
            .Select(fields => new UnixUser(Number(fields[2]), Number(fields[3])))
            .FirstOrDefault();

    /// <summary>The owner of a file or folder.</summary>
    public static async Task<UnixUser> OwnerOfAsync(string path, CancellationToken cancellation)
    {
        var fields = (await Tool.RunAsync("stat", ["--format=%u:%g", path], cancellation)).Split(':');
        return new UnixUser(Number(fields[0]), Number(fields[1]));
    }

    /// <summary>Hands a folder and all below it to this user.</summary>
    public Task TakeAsync(string path, CancellationToken cancellation) =>
        Tool.RunAsync("chown", ["--recursive", $"{Id}:{Group}", path], cancellation);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
