using Todo.Frontend.Gateway;

namespace Todo.Web.Tests.Gateway;

[Trait("rule", "A14")]
public sealed class ApiPathTests
{
    [Theory]
    [InlineData("/api/tasks", "/api/tasks")]
    [InlineData("/api/tasks/", "/api/tasks/")]
    [InlineData("/api/", "/api/")]
    [InlineData("/api/tasks?q=a%2Fb&tag=..", "/api/tasks?q=a%2Fb&tag=..")]
    [InlineData("/api/u%20ser/tasks", "/api/u%20ser/tasks")]
    [InlineData("/api/%C3%A9/tasks", "/api/%C3%A9/tasks")]
    [InlineData("/api/.hidden/a..b/c...", "/api/.hidden/a..b/c...")]
    [InlineData("http://todo.example/api/tasks?a=1", "/api/tasks?a=1")]
    public void A_plain_path_is_passed_on_as_it_came(string raw, string expected) =>
        Assert.Equal(expected, ApiPath.Of(raw, "/api/"));

    [Theory]
    [InlineData("/api/../internal/key-ring")]
    [InlineData("/api/%2e%2e/internal/key-ring")]
    [InlineData("/api/.%2E/internal")]
    [InlineData("/api/./tasks")]
    [InlineData("/api/x/..")]
    [InlineData("/api/..%2finternal")]
    [InlineData("/api/a%2Fb")]
    [InlineData("/api/a%5Cb")]
    [InlineData("/api/a\\b")]
    [InlineData("/api/a%252fb")]
    [InlineData("/api/a%00b")]
    [InlineData("/api/a%0d%0ab")]
    [InlineData("/api//tasks")]
    [InlineData("/api/a%zz")]
    [InlineData("/api/a%2")]
    [InlineData("/api/a#b")]
    [InlineData("/apix")]
    [InlineData("/API/tasks")]
    [InlineData("/internal/key-ring")]
    [InlineData("http://todo.example")]
    [InlineData("*")]
    [InlineData("/api/é")]
    public void Anything_that_two_decoders_could_read_differently_is_refused(string raw) =>
        Assert.Null(ApiPath.Of(raw, "/api/"));
}
