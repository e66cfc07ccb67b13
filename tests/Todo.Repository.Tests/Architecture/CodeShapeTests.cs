using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Todo.Repository.Tests.Architecture;

public sealed class CodeShapeTests
{
    // Methods that others call and that cannot be cancelled, each for a reason.
    private static readonly Dictionary<string, string> NotCancellable = new(StringComparer.Ordinal)
    {
        ["Todo.Backend.BackendTool.RunAsync"] = "the verb's own outermost call: it makes the token, from Ctrl-C",
        ["Todo.Backend.Chat.Turns.TurnLeases.LeaveAsync"] = "cleans up after a turn that failed or was cancelled",
        ["Todo.Backend.Chat.Streaming.TurnEventWriter.WriteAsync"] = "ends with the connection that it writes to",
        ["Todo.Backend.Journal.EventWriter.WriteAsync"] = "the writer has its connection's own token: no frame is ever cut",
        ["Todo.Backend.Journal.EventWriter.WriteHeartbeatAsync"] = "as WriteAsync",
        ["Todo.Backend.Journal.EventWriter.WritePlaceAsync"] = "as WriteAsync",
        ["Todo.Backend.Journal.EventWriter.WriteResetAsync"] = "as WriteAsync",
        ["Todo.Cli.Processes.Child.StartAsync"] = "starting a process is one step: it has or has not happened",
        ["Todo.Cli.Processes.Child.StopAsync"] = "a stop has its own limit and must not be given up",
        ["Todo.Cli.Processes.Launcher.StartAsync"] = "as Child.StartAsync",
        ["Todo.Backend.Database.Backup.S3.S3Upload.AbortAsync"] = "it follows a cancellation, and the client's own time limit ends it",
        ["Todo.Backend.Database.DirectLogin.ReplaceAsync"] = "telling its users is one step: it has or has not happened",
        ["Todo.Backend.Database.TodoDatabase.SwapDirectAsync"] = "as DirectLogin.ReplaceAsync",
        ["Todo.Hosting.ServiceHost.RunAsync"] = "the process' outermost call: signals end it",
        ["Todo.Hosting.Problems.ValueTasks.GetAsTask"] = "a conversion: it waits for nothing",
        ["Todo.Hosting.Health.DrainLifetime.StopAsync"] = "a stop has its own limit and must not be given up",
        ["Todo.Hosting.Metrics.MetricsCollector.ScrapeAsync"] = "a scrape is shared by all who ask at once: none of them may end it",
    };

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Classes_are_sealed()
    {
        var bases = Product.Types().Select(type => type.BaseType).ToHashSet();
        Nothing(
            from type in Product.Types()
            where type is { IsClass: true, IsAbstract: false, IsSealed: false }
            where !bases.Contains(type) // made to be derived from, and derived from
            where !type.IsAssignableTo(typeof(ComponentBase)) && type.Name != "_Imports" // made by Razor, which writes no "sealed"
            select type.FullName);
    }

    [Fact]
    [Trait("rule", "A16")]
    public void Asynchronous_methods_can_be_cancelled() =>
        Nothing(
            from type in Product.Types()
            where !type.IsAssignableTo(typeof(Delegate))
            from method in type.GetMethods(Declared)
            where IsAsynchronous(method) && !method.IsPrivate && !IsGenerated(method) && !CanBeCancelled(method) && !IsPrescribed(method)
            let name = $"{type.FullName}.{method.Name}"
            where !NotCancellable.ContainsKey(name)
            select name);

    [Fact]
    public void The_exceptions_are_still_needed()
    {
        var methods = Product.Types().SelectMany(type => type.GetMethods(Declared)
            .Where(method => !CanBeCancelled(method)).Select(method => $"{type.FullName}.{method.Name}")).ToHashSet(StringComparer.Ordinal);

        Nothing(NotCancellable.Keys.Except(methods, StringComparer.Ordinal));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong =
            from path in Repository.Files(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            let declared = Repository.Read(path).Split('\n').FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
            where declared is not null
            let expected = string.Join('.', path.Split('/')[1..^1])
            where declared != $"namespace {expected};"
            select $"{path}: {declared}";

        Nothing(wrong);
    }

    [Fact]
    [Trait("rule", "A16")]
    public void Nothing_blocks_on_a_task()
    {
        string[] blocking = [".GetAwaiter().GetResult()", ".Wait()"];
        var found =
            from path in Repository.Files(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            let text = Repository.Read(path)
            from call in blocking
            where text.Contains(call, StringComparison.Ordinal)
            select $"{path}: {call}";

        Nothing(found);
    }

    private static bool IsAsynchronous(MethodInfo method)
    {
        var type = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType;
        return type == typeof(Task) || type == typeof(Task<>) || type == typeof(ValueTask) || type == typeof(ValueTask<>) || type == typeof(IAsyncEnumerable<>);
    }

    // Lambdas and local functions capture the token of the method that they are in.
    private static bool IsGenerated(MethodInfo method) =>
        method.Name.Contains('<', StringComparison.Ordinal) || method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || method.IsSpecialName;

    // An HttpContext carries its request's token, and so does whatever has one as a property.
    private static bool CanBeCancelled(MethodInfo method) =>
        method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken) || parameter.ParameterType.IsAssignableTo(typeof(HttpContext)));

    // Its form is an interface's or a base class's.
    private static bool IsPrescribed(MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType != method.DeclaringType
        || method.DeclaringType!.GetInterfaces().Any(type => !type.Namespace!.StartsWith("Todo.", StringComparison.Ordinal)
            && !method.DeclaringType.IsInterface
            && method.DeclaringType.GetInterfaceMap(type).TargetMethods.Contains(method));

    private static void Nothing(IEnumerable<string?> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
