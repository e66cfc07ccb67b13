namespace Todo.Cli.Images;

/// <summary>What the images are built with and stand on; null is what the Dockerfile names by digest.</summary>
internal sealed record BaseImages(string? Sdk, string? Runtime)
{
    public const string SdkVariable = "TODO_SDK_IMAGE";
    public const string RuntimeVariable = "TODO_RUNTIME_IMAGE";

    /// <summary>What is given here, otherwise by the environment's <c>TODO_SDK_IMAGE</c> and <c>TODO_RUNTIME_IMAGE</c>.</summary>
    public static BaseImages Read(string? sdk = null, string? runtime = null) => new(sdk ?? Given(SdkVariable), runtime ?? Given(RuntimeVariable));

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
