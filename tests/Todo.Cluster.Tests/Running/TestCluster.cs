namespace Todo.Cluster.Tests.Running;

/// <summary>
/// The cluster that proofs run on, as the environment names it. Nothing is assumed of it but what the product asks for; without
/// TODO_TEST_KUBECONFIG every proof is skipped: a kubeconfig that happens to be set may be anybody's production.
/// </summary>
public static class TestCluster
{
    private static string? packed;

    public const string WhyNot = "Set TODO_TEST_KUBECONFIG to a cluster that may be changed, and the other variables of CONTRIBUTING.md.";

    /// <summary>A cluster is named.</summary>
    public static bool IsNamed => !string.IsNullOrEmpty(KubeConfig);

    /// <summary>A second Helm, of version 3, is on the path.</summary>
    public static bool HasHelm3 => IsNamed && Program.IsOnPath("helm3");

    public static string KubeConfig => Variable("TODO_TEST_KUBECONFIG", "");

    /// <summary>Values that name the images and the ingress controller of this cluster; a file.</summary>
    public static string Values => Variable("TODO_TEST_VALUES", "");

    /// <summary>Where the ingress controller is reached from here, by HTTP and by HTTPS: host:port.</summary>
    public static (string Host, int Port) Http => Endpoint(Variable("TODO_TEST_HTTP", "127.0.0.1:80"));

    public static (string Host, int Port) Https => Endpoint(Variable("TODO_TEST_HTTPS", "127.0.0.1:443"));

    /// <summary>Loads all images; timed as part of the install. Empty where they are loaded already.</summary>
    public static string LoadCommand => Variable("TODO_TEST_LOAD", "");

    /// <summary>An image with a shell, for what the node's root must do.</summary>
    public static string NodeImage => Variable("TODO_TEST_NODE_IMAGE", "docker.io/library/busybox:1.35");

    /// <summary>Images for a database that is somebody else's: with the official PostgreSQL's entry point, and with pgbouncer on the path.</summary>
    public static string PostgresImage => Variable("TODO_TEST_POSTGRES_IMAGE", "docker.io/library/postgres:18.6-alpine");

    public static string PgBouncerImage => Variable("TODO_TEST_PGBOUNCER_IMAGE", "docker.io/edoburu/pgbouncer:v1.24.1-p1");

    /// <summary>A second tag of the same images: the next version of an upgrade. Empty where there is none.</summary>
    public static string NextTag => Variable("TODO_TEST_NEXT_TAG", "");

    /// <summary>A command that prints what the cluster's store holds under the key that is appended, and one that prints the audit log.</summary>
    public static string StoreCommand => Variable("TODO_TEST_STORE", "");

    public static string AuditCommand => Variable("TODO_TEST_AUDIT", "");

    /// <summary>The cluster has a node that may be lost, and commands for it are named.</summary>
    public static bool HasNodeToLose => Node.Length > 0 && StopNode.Length > 0 && StartNode.Length > 0;

    /// <summary>That node's name, and the commands that cut it off as if its power failed, and bring it back.</summary>
    public static string Node => Variable("TODO_TEST_NODE", "");

    public static string StopNode => Variable("TODO_TEST_NODE_STOP", "");

    public static string StartNode => Variable("TODO_TEST_NODE_START", "");

    /// <summary>The repository's folder.</summary>
    public static string Sources { get; } = Above(AppContext.BaseDirectory);

    public static string Chart(string name) => Path.Combine(Sources, "charts", name);

    /// <summary>The umbrella as people get it: packed with all that it depends on, once for all proofs.</summary>
    public static async Task<string> PackedAsync(CancellationToken cancellation)
    {
        if (packed is null)
        {
            var folder = Directory.CreateTempSubdirectory("todo-charts").FullName;
            await Program.RunAsync(Path.Combine(Sources, "todo"), ["charts", "package", "--output", folder], null, cancellation);
            packed = Directory.GetFiles(folder, "todo-*.tgz").Single(file => char.IsDigit(Path.GetFileName(file)["todo-".Length]));
        }

        return packed;
    }

    private static string Variable(string name, string otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;

    private static (string Host, int Port) Endpoint(string text) =>
        text.Split(':') is [var host, var port] ? (host, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)) : (text, 80);

    private static string Above(string folder)
    {
        var at = new DirectoryInfo(folder);
        while (!File.Exists(Path.Combine(at.FullName, "Todo.slnx")))
        {
            at = at.Parent!;
        }

        return at.FullName;
    }
}
