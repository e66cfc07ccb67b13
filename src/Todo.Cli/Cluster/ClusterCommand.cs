using System.CommandLine;

namespace Todo.Cli.Cluster;

/// <summary><c>todo cluster</c>: a suitable cluster on this machine, and the two files that any API server should be given.</summary>
internal static class ClusterCommand
{
    public static Command Create() => new("cluster", "Makes a suitable cluster on this machine, and the files that make a cluster encrypt and audit Secrets.")
    {
        CreateCommand.Create(),
        Text("audit-policy", "Prints the audit policy: who read or changed a Secret, who went into a pod, who changed what.", _ => AuditPolicy.Yaml),
        Text("encryption-config", "Prints a configuration, with a new random key, by which the API server encrypts Secrets in its store.", EncryptionConfiguration.Make),
    };

    private static Command Text(string name, string description, Func<TimeProvider, string> text)
    {
        var output = new Option<string?>("--output", "-o") { Description = "Write it into this new file, which only you can read.", HelpName = "FILE" };
        var command = new Command(name, description) { output };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(output) is not { } file)
            {
                Console.Write(text(TimeProvider.System));
                return 0;
            }

            await PrivateFile.WriteAsync(file, text(TimeProvider.System), cancellation);
            Console.WriteLine($"{Path.GetFullPath(file)} is written; docs/cluster.md says how a cluster takes it.");
            return 0;
        });
        return command;
    }
}
