using System.Reflection;
using System.Runtime.CompilerServices;

namespace Todo.Repository.Tests.Architecture;

/// <summary>The product's assemblies and the types that people wrote in them.</summary>
internal static class Product
{
    public static readonly Assembly Backend = Assembly.Load("Todo.Backend");
    public static readonly Assembly Cli = Assembly.Load("todo");
    public static readonly Assembly Contracts = Assembly.Load("Todo.Contracts");
    public static readonly Assembly Frontend = Assembly.Load("Todo.Frontend");
    public static readonly Assembly Hosting = Assembly.Load("Todo.Hosting");
    public static readonly Assembly Language = Assembly.Load("Todo.Language");
    public static readonly Assembly ScriptedModel = Assembly.Load("Todo.ScriptedModel");

    public static readonly IReadOnlyList<Assembly> Assemblies = [Backend, Cli, Contracts, Frontend, Hosting, Language, ScriptedModel];

    /// <summary>Types from source files of ours: not those of compilers and generators.</summary>
    public static IEnumerable<Type> Types() =>
        Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => IsOurs(type) && type.Namespace?.StartsWith("Todo.", StringComparison.Ordinal) == true);

    /// <summary>Names of the assemblies that one refers to.</summary>
    public static IReadOnlyList<string> References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];

    private static bool IsOurs(Type type) =>
        !type.Name.Contains('<', StringComparison.Ordinal)
        && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
        && (type.DeclaringType is not { } outer || IsOurs(outer));
}
