using System.CommandLine;

namespace Todo.Cli.Deploy;

/// <summary>Which installation is meant: its environment, namespace and release (which is also the prefix of its names), and the context of the cluster (null: the current one).</summary>
internal sealed record Target(string Environment, string Namespace, string Instance, string? Context)
{
    /// <summary>The label selector of all that belongs to it.</summary>
    public string Selector => $"app.kubernetes.io/part-of=todo,app.kubernetes.io/instance={Instance}";

    /// <summary>The same for pods, claims and others that Kubernetes or an operator makes.</summary>
    public string PodSelector => $"app.kubernetes.io/instance={Instance}";
}

/// <summary>The options that name a <see cref="Target"/>, the same for every command.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string> environment = new("--env") { Description = "dev, staging or prod: whose values are used.", DefaultValueFactory = _ => "dev" };
    private readonly Option<string?> space = new("--namespace", "-n") { Description = "The namespace; todo-<env> when left out.", HelpName = "NAMESPACE" };
    private readonly Option<string> instance = new("--instance") { Description = "The release's name, and the prefix of all names.", DefaultValueFactory = _ => "todo" };
    private readonly Option<string?> context = new("--context") { Description = "The cluster, by its context; the current one when left out.", HelpName = "CONTEXT" };

    public TargetOptions() => environment.AcceptOnlyFromAmong("dev", "staging", "prod");

    public void AddTo(Command command)
    {
        command.Options.Add(environment);
        command.Options.Add(space);
        command.Options.Add(instance);
        command.Options.Add(context);
    }

    public Target Read(ParseResult parsed)
    {
        var named = parsed.GetRequiredValue(environment);
        return new Target(named, parsed.GetValue(space) ?? $"todo-{named}", parsed.GetRequiredValue(instance), parsed.GetValue(context));
    }
}
