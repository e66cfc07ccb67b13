using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: TestCollectionOrderer(typeof(Todo.Cluster.Tests.Running.ByName))]
[assembly: TestCaseOrderer(typeof(Todo.Cluster.Tests.Running.ByLine))]
[assembly: Todo.Cluster.Tests.Running.PrintTime]

namespace Todo.Cluster.Tests.Running;

/// <summary>A proof on a running cluster; skipped with its reason where none is named. Proofs of a class run in the order of their lines.</summary>
[AttributeUsage(AttributeTargets.Method)]
[SuppressMessage("Design", "CA1019", Justification = "The compiler gives the arguments, and the base class shows them.")]
public sealed class ProofAttribute : FactAttribute
{
    public ProofAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
        : base(file, line)
    {
        Skip = TestCluster.WhyNot;
        SkipType = typeof(TestCluster);
        SkipUnless = nameof(TestCluster.IsNamed);
    }
}

/// <summary>Collections in the order of their names: those that share an installation stand together.</summary>
public sealed class ByName : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}

/// <summary>Proofs as they stand in their file: what disturbs an installation most comes last.</summary>
public sealed class ByLine : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(test => (test as IXunitTestCase)?.SourceLineNumber ?? 0)];
}

/// <summary>Each proof's time on standard output: a run on a cluster is long, and one wants to see what takes it.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PrintTimeAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => TestContext.Current.KeyValueStorage["begun"] = TimeProvider.System.GetTimestamp();

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.KeyValueStorage.TryGetValue("begun", out var begun) && begun is long stamp)
        {
            var seconds = TimeProvider.System.GetElapsedTime(stamp).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {seconds,7:0.0} s  {methodUnderTest.DeclaringType!.Name}.{methodUnderTest.Name}"));
        }
    }
}
