using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Todo.Mcp.Tests.Fixtures;

/// <summary>The suite's prompts.</summary>
internal static class FixturePrompts
{
    internal static readonly McpServerPrompt[] All = FixtureMethods.Prompts(typeof(FixturePrompts));

    [McpServerPrompt(Name = "test_simple_prompt"), Description("Text.")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("Has arguments.")]
    public static string Arguments([Description("The first.")] string arg1, [Description("The second.")] string arg2) =>
        $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("Has a resource within.")]
    public static PromptMessage[] Resource([Description("Which.")] string resourceUri) =>
    [
        User(new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = resourceUri, MimeType = "text/plain", Text = "Embedded resource content for testing." } }),
        User(new TextContentBlock { Text = "Please process the embedded resource above." }),
    ];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("Has an image.")]
    public static PromptMessage[] Image() =>
        [User(ContentTools.Image()), User(new TextContentBlock { Text = "Please analyze the image above." })];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Asks for a context first.")]
    public static string Input(RequestContext<GetPromptRequestParams> context) =>
        InputTools.Answer(context.Params, "user_context") is { } answer
            ? $"In the context {InputTools.Accepted(answer, "context")}."
            : throw new InputRequiredException(InputTools.Ask("user_context", "What context should the prompt use?", "context"));

    private static PromptMessage User(ContentBlock content) => new() { Role = Role.User, Content = content };
}
