using System.CommandLine;
using System.Text.RegularExpressions;
using Todo.Cli.Charts;
using Todo.Cli.Deploy;
using Todo.Cli.Output;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Cluster;

/// <summary><c>todo cluster create</c>: a cluster by minikube or kind that enforces NetworkPolicy, measures pods, and encrypts and audits Secrets.</summary>
internal static partial class CreateCommand
{
    private static readonly Version Supported = new(1, 28);

    public static Command Create()
    {
        var with = new Option<string>("--with") { Description = "minikube or kind.", Required = true };
        with.AcceptOnlyFromAmong("minikube", "kind");
        var name = new Option<string>("--name") { Description = "The cluster's name.", DefaultValueFactory = _ => "todo" };
        var version = new Option<string?>("--kubernetes-version") { HelpName = "VERSION", Description = "Such as 1.28.15; the newest that the tool knows when left out." };
        var dry = new Option<bool>("--dry-run") { Description = "Only show the files and the commands." };
        var command = new Command("create", "Makes a cluster with 4 cores, 8 GB and 20 GB that suits Todo, on this machine.") { with, name, version, dry };
        command.SetAction((parsed, cancellation) => RunAsync(Plan(parsed.GetRequiredValue(with), parsed.GetRequiredValue(name), parsed.GetValue(version)), parsed.GetValue(dry), cancellation));
        return command;
    }

    private static ClusterPlan Plan(string with, string name, string? version)
    {
        if (!Name().IsMatch(name))
        {
            throw new UserException($"'{name}' can't name a cluster: use up to 30 lower-case letters, digits and hyphens.");
        }

        if (version is not null && !(Version.TryParse(version, out var asked) && asked >= Supported))
        {
            throw new UserException($"'{version}' is no version of Kubernetes from {Supported} on: write it such as 1.28.15.");
        }

        var encryption = EncryptionConfiguration.Make(TimeProvider.System);
        return with == "kind"
            ? KindPlan.Make(name, Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "todo-clusters", name), encryption, version)
            : MinikubePlan.Make(name, MinikubeHome(), encryption, version);
    }

    // MINIKUBE_HOME may name the folder itself or the one above.
    private static string MinikubeHome()
    {
        var set = Environment.GetEnvironmentVariable("MINIKUBE_HOME");
        var home = string.IsNullOrEmpty(set) ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) : set;
        return Path.GetFileName(home) == ".minikube" ? home : Path.Combine(home, ".minikube");
    }

    private static async Task<int> RunAsync(ClusterPlan plan, bool dry, CancellationToken cancellation)
    {
        if (dry)
        {
            Show(plan);
            return 0;
        }

        await CheckAsync(plan, cancellation);
        foreach (var (path, text) in plan.Files)
        {
            if (!File.Exists(path))
            {
                await PrivateFile.WriteAsync(path, text, cancellation);
            }
        }

        foreach (var line in plan.Commands)
        {
            Lines.Progress(line.ToString());
            if (await Child.RunAsync(new ChildStart(line.Program, line.Program, line.Arguments) { SharesConsole = true }, cancellation) != 0)
            {
                throw new FailureException($"{line.Program} has failed: the lines above say why. Run the same again once that is mended.");
            }
        }

        await InstallChartsAsync(plan, cancellation);
        Console.WriteLine($"""
            The cluster is ready, as the context {plan.Context}. Keep these: Secrets can't be read without them.
              {string.Join("\n  ", plan.Files.Keys)}
            Its ingress is reached {plan.Reached}.
            Next: ./todo deploy --context {plan.Context}
            """);
        return 0;
    }

    private static async Task InstallChartsAsync(ClusterPlan plan, CancellationToken cancellation)
    {
        var target = new Target("dev", "todo-dev", "todo", plan.Context);
        var helm = await ClusterTools.HelmAsync(target, cancellation);
        using var copy = await ChartCopy.MakeAsync(helm.Helm, Path.Combine(Home.Sources, "charts"), cancellation);
        var charts = new ClusterCharts(await ClusterTools.KubectlAsync(target, cancellation), helm, copy);
        await charts.MakeNamespaceAsync("todo-dev", cancellation);
        await charts.InstallIngressAsync("todo-dev", plan.Ingress, cancellation);
    }

    private static async Task CheckAsync(ClusterPlan plan, CancellationToken cancellation)
    {
        foreach (var program in plan.Commands.Select(line => line.Program).Append("helm").Distinct(StringComparer.Ordinal))
        {
            if (!Tool.IsOnPath(program))
            {
                throw new UserException($"There is no {program} on the PATH: install it first (docs/cluster.md).");
            }
        }

        var said = await Tool.RunAsync(plan.Program, ["version"], cancellation);
        if (VersionNumber().Match(said) is not { Success: true } number || Version.Parse(number.Value) < plan.Oldest)
        {
            throw new UserException($"{plan.Program} {plan.Oldest} or later is needed, this is: {said}");
        }
    }

    private static void Show(ClusterPlan plan)
    {
        foreach (var (path, text) in plan.Files)
        {
            Console.WriteLine($"--- {path}");
            // A key that is only shown is no key; the file gets another.
            Console.WriteLine(Key().Replace(text.TrimEnd(), "secret: (a new random key)"));
        }

        Console.WriteLine("--- commands");
        plan.Commands.ToList().ForEach(Console.WriteLine);
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,29}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\d+\.\d+\.\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionNumber();

    [GeneratedRegex("secret: [A-Za-z0-9+/=]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
