using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Todo.Mcp.Tests.Fixtures;

/// <summary>The suite's resources.</summary>
internal static class FixtureResources
{
    internal static readonly McpServerResource[] All = FixtureMethods.Resources(typeof(FixtureResources));

    [McpServerResource(UriTemplate = "test://static-text", Name = "Static text", MimeType = "text/plain"), Description("Text.")]
    public static string Text() => "This is the content of the static text resource.";

    [McpServerResource(UriTemplate = "test://static-binary", Name = "Static binary", MimeType = "image/png"), Description("An image.")]
    public static BlobResourceContents Binary() => BlobResourceContents.FromBytes(ContentTools.Png, "test://static-binary", "image/png");

    [McpServerResource(UriTemplate = "test://template/{id}/data", Name = "Template", MimeType = "application/json"), Description("Has an id.")]
    public static string Template(string id) => $$"""{"id":"{{id}}","templateTest":true,"data":"Data for ID: {{id}}"}""";

    [McpServerResource(UriTemplate = "test://watched-resource", Name = "Watched", MimeType = "text/plain"), Description("Can be subscribed to.")]
    public static string Watched() => "Watched resource content";

    [McpServerResource(UriTemplate = "test://fails", Name = "Fails", MimeType = "text/plain"), Description("Fails with an exception that nobody foresaw.")]
    public static string Fails() => throw new InvalidOperationException("Password=secret");
}
