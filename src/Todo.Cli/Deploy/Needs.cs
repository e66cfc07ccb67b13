namespace Todo.Cli.Deploy;

/// <summary>Cores, bytes of memory and bytes of local disk.</summary>
internal sealed record Needs(decimal Cores, decimal Memory, decimal Disk)
{
    public static Needs operator +(Needs one, Needs other) => new(one.Cores + other.Cores, one.Memory + other.Memory, one.Disk + other.Disk);

    public static Needs operator -(Needs one, Needs other) => new(one.Cores - other.Cores, one.Memory - other.Memory, one.Disk - other.Disk);

    public static Needs operator *(Needs one, int times) => new(one.Cores * times, one.Memory * times, one.Disk * times);

    /// <summary>The requests of a pod's specification, as the scheduler counts them: all containers, or one init container that wants more.</summary>
    public static Needs OfPod(KubeObject pod)
    {
        var sum = Nothing;
        foreach (var container in pod.Items("containers"))
        {
            sum += OfList(container.Part("resources", "requests"));
        }

        foreach (var container in pod.Items("initContainers"))
        {
            var needs = OfList(container.Part("resources", "requests"));
            sum = new Needs(decimal.Max(sum.Cores, needs.Cores), decimal.Max(sum.Memory, needs.Memory), decimal.Max(sum.Disk, needs.Disk));
        }

        return sum;
    }

    /// <summary>A list such as a node's <c>status.allocatable</c>.</summary>
    public static Needs OfList(KubeObject? list) => list is { } amounts
        ? new Needs(Quantity.Parse(amounts.Text("cpu")), Quantity.Parse(amounts.Text("memory")), Quantity.Parse(amounts.Text("ephemeral-storage")))
        : Nothing;

    public override string ToString() => $"{Quantity.Cores(Cores)} cores, {Quantity.Gibibytes(Memory)} memory, {Quantity.Gibibytes(Disk)} disk";

    private static Needs Nothing => new(0, 0, 0);
}
