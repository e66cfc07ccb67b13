using System.CommandLine;
using System.Globalization;

namespace Todo.Cli.Deploy;

/// <summary>What <c>todo deploy</c> was asked for.</summary>
/// <param name="Target">Where.</param>
/// <param name="Values">Files of values, over those of the environment.</param>
/// <param name="Sets">Single values, KEY=VALUE, over those.</param>
/// <param name="Host">The web app's host; null: the values'.</param>
/// <param name="Images"><c>build</c>, or the tag of images that the cluster can get.</param>
/// <param name="Registry">Prefix of the images: they are pushed there when built here; null: they are loaded into the cluster.</param>
/// <param name="LoadCommand">Loads an archive of an image into the cluster: its path is put for {file}, or added.</param>
/// <param name="Timeout">How long helm waits until all is ready.</param>
/// <param name="ApprovedBy">Who has approved a deployment to production.</param>
/// <param name="BringsIngress">Install the ingress controller where the cluster has none, or let ours serve the namespace, too.</param>
/// <param name="IsDry">Only look, and say what would be done.</param>
internal sealed record DeployOptions(
    Target Target, string[] Values, string[] Sets, string? Host, string Images, string? Registry, string? LoadCommand, TimeSpan Timeout, string? ApprovedBy, bool BringsIngress, bool IsDry)
{
    public const string Build = "build";

    public bool BuildsImages => Images == Build;

    /// <summary>Adds the options to a command and runs <paramref name="run"/> with what they say.</summary>
    public static void Bind(Command command, Func<DeployOptions, CancellationToken, Task<int>> run)
    {
        var target = new TargetOptions();
        var values = new Option<string[]>("--values", "-f") { Description = "More values, in a file; may be given again.", HelpName = "FILE", DefaultValueFactory = _ => [] };
        var sets = new Option<string[]>("--set") { Description = "One more value; may be given again.", HelpName = "KEY=VALUE", DefaultValueFactory = _ => [] };
        var host = new Option<string?>("--host") { Description = "The host under which browsers open the web app.", HelpName = "HOST" };
        var images = new Option<string>("--images") { Description = "build makes those of these sources where they are missing; TAG takes some that the cluster can get.", HelpName = "build|TAG", DefaultValueFactory = _ => Build };
        var registry = new Option<string?>("--registry") { Description = "Push the images there, such as registry.example.org/todo, instead of loading them into the cluster.", HelpName = "PREFIX" };
        var load = new Option<string?>("--load-command") { Description = "Loads an image's archive, put for {file}, into a cluster that is neither minikube nor kind.", HelpName = "COMMAND" };
        var timeout = new Option<string>("--timeout") { Description = "How long to wait until all is ready, such as 90s or 5m.", HelpName = "TIME", DefaultValueFactory = _ => "5m" };
        var approver = new Option<string?>("--approved-by") { Description = "Who has approved it; prod only, and asked for when left out.", HelpName = "NAME" };
        var ingress = new Option<bool>("--ingress") { Description = "Install an ingress controller (charts/todo-system) where the cluster has none; where it is, let it serve the namespace, too." };
        var dry = new Option<bool>("--dry-run") { Description = "Look at everything and say what would be done; change nothing." };
        target.AddTo(command);
        foreach (var option in (Option[])[values, sets, host, images, registry, load, timeout, approver, ingress, dry])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => run(
            new DeployOptions(
                target.Read(parsed), parsed.GetRequiredValue(values), parsed.GetRequiredValue(sets), parsed.GetValue(host), parsed.GetRequiredValue(images), parsed.GetValue(registry)?.TrimEnd('/'),
                parsed.GetValue(load), Time(parsed.GetRequiredValue(timeout)), parsed.GetValue(approver), parsed.GetValue(ingress), parsed.GetValue(dry)),
            cancellation));
    }

    /// <summary>Helm's arguments for values: the environment's, the images', then the user's.</summary>
    public IReadOnlyList<string> ValuesArguments(string chart, string prefix, string tag)
    {
        List<string> arguments = ["--values", Path.Combine(chart, $"values-{Target.Environment}.yaml")];
        foreach (var file in Values)
        {
            arguments.AddRange(["--values", File.Exists(file) ? Path.GetFullPath(file) : throw new UserException($"There is no file of values {file}.")]);
        }

        // As a text: a tag of digits alone would become a number.
        arguments.AddRange(["--set-string", $"global.image.tag={tag}"]);
        if (prefix.Length > 0)
        {
            arguments.AddRange(["--set-string", $"global.image.registry={prefix}"]);
        }

        if (Host is not null)
        {
            arguments.AddRange(["--set-string", $"global.host={Host}"]);
        }

        foreach (var set in Sets)
        {
            arguments.AddRange(["--set", set]);
        }

        return arguments;
    }

    private static TimeSpan Time(string text)
    {
        var unit = text.Length > 1 ? text[^1] : ' ';
        return int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && unit is 's' or 'm'
            ? unit == 's' ? TimeSpan.FromSeconds(number) : TimeSpan.FromMinutes(number)
            : throw new UserException($"--timeout {text}: write it such as 90s or 5m.");
    }
}
