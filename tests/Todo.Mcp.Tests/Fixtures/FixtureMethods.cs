using System.Reflection;
using ModelContextProtocol.Server;

namespace Todo.Mcp.Tests.Fixtures;

/// <summary>The public static methods of a class, as tools, prompts and resources.</summary>
internal static class FixtureMethods
{
    public static McpServerTool[] Tools(Type type) => [.. Of(type).Select(method => McpServerTool.Create(method))];

    public static McpServerPrompt[] Prompts(Type type) => [.. Of(type).Select(method => McpServerPrompt.Create(method))];

    public static McpServerResource[] Resources(Type type) => [.. Of(type).Select(method => McpServerResource.Create(method))];

    private static MethodInfo[] Of(Type type) => [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName)];
}
