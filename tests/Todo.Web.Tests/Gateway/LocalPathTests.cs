using Todo.Frontend.Sessions;

namespace Todo.Web.Tests.Gateway;

[Trait("rule", "A14")]
public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/tasks")]
    [InlineData("/tasks?q=a//b")]
    [InlineData("/")]
    public void Own_paths_are_returned_to(string path) => Assert.Equal(path, LocalPath.Or(path, "/x"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tasks")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\\b")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/tasks\r\nSet-Cookie: a=b")]
    public void Anything_else_is_not(string? path) => Assert.Equal("/x", LocalPath.Or(path, "/x"));
}
