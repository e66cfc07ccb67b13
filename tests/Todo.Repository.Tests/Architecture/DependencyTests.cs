using System.Reflection;
using System.Xml.Linq;

namespace Todo.Repository.Tests.Architecture;

/// <summary>Arrows point down only. References are read from the built assemblies and from the project files: an unused one counts too.</summary>
[Trait("rule", "A13")]
public sealed class DependencyTests
{
    private static readonly string[] Names = ["Todo.Backend", "Todo.Cli", "Todo.Contracts", "Todo.Frontend", "Todo.Hosting", "Todo.Language", "Todo.ScriptedModel"];

    public static TheoryData<string, string[]> Arrows { get; } = new()
    {
        { "Todo.Language", [] },
        { "Todo.Contracts", [] },
        { "Todo.Hosting", [] },
        { "Todo.Backend", ["Todo.Contracts", "Todo.Hosting", "Todo.Language"] },
        { "Todo.Frontend", ["Todo.Contracts", "Todo.Hosting"] },

        // It starts the services as processes: it links none of them.
        { "Todo.Cli", ["Todo.Contracts"] },

        // It stands for somebody else's service.
        { "Todo.ScriptedModel", [] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_knows_only_what_is_below_it(string project, string[] allowed)
    {
        Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), Linked(project).Intersect(Names, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
        Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), Projects(project).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_of_the_product_has_its_arrows_here()
    {
        var projects = Repository.Files(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(Names, projects.Order(StringComparer.Ordinal));
        Assert.Equal(Names, Arrows.Select(arrow => arrow.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Todo.Frontend")]
    [InlineData("Todo.Cli")]
    [InlineData("Todo.Contracts")]
    [InlineData("Todo.Hosting")]
    [InlineData("Todo.Language")]
    [InlineData("Todo.ScriptedModel")]
    public void Only_the_backend_reaches_the_database(string project)
    {
        Assert.DoesNotContain(Linked(project), IsDataAccess);
        Assert.DoesNotContain(Packages(project), IsDataAccess);
    }

    [Fact]
    public void The_backend_does_reach_it_and_so_the_check_sees_something()
    {
        Assert.Contains(Linked("Todo.Backend"), IsDataAccess);
        Assert.Contains(Packages("Todo.Backend"), IsDataAccess);
    }

    [Fact]
    public void Language_is_pure()
    {
        string[] impure = ["System.Net", "System.IO.FileSystem", "Microsoft."];

        Assert.DoesNotContain(Linked("Todo.Language"), name => impure.Any(part => name.StartsWith(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_frontend_knows_no_folder_of_the_backend() =>
        Assert.DoesNotContain(
            Repository.Files(path => path.StartsWith("src/Todo.Frontend/", StringComparison.Ordinal) && Path.GetExtension(path) is ".cs" or ".razor"),
            path => Repository.Read(path).Contains("Todo.Backend.", StringComparison.Ordinal));

    [Fact]
    [Trait("rule", "C11")]
    public void Numbers_come_from_the_schemas_own_functions_since_the_applications_role_has_no_right_on_sequences() =>
        Assert.DoesNotContain(
            Repository.Files(path => path.StartsWith("src/Todo.Backend/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)),
            path => Repository.Read(path).Contains("nextval", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void No_project_or_folder_is_a_drawer_for_what_has_no_place()
    {
        string[] drawers = ["Common", "Shared", "Utils", "Utilities", "Helpers", "Misc", "Core"];
        var names = Repository.Files(path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(path => path.Split('/')[..^1])
            .SelectMany(folder => folder.Split('.'));

        Assert.Empty(names.Intersect(drawers, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsDataAccess(string name) =>
        name.StartsWith("Npgsql", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
        || name is "System.Data.Common";

    private static IReadOnlyList<string> Linked(string project) =>
        Product.References(Assembly.Load(project == "Todo.Cli" ? "todo" : project));

    private static IEnumerable<string> Projects(string project) =>
        Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> Packages(string project) => Items(project, "PackageReference");

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
