using Todo.Hosting.Metrics;

namespace Todo.Hosting.Tests.Metrics;

[Trait("rule", "F2")]
public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", false, "http_server_request_duration_seconds")]
    [InlineData("todo.created", "", true, "todo_created_total")]
    [InlineData("todo.created", "{task}", true, "todo_created_total")]
    [InlineData("jobs_total", "", true, "jobs_total")]
    [InlineData("io.bytes", "By", true, "io_bytes_total")]
    [InlineData("io.bytes_total", "By", true, "io_bytes_total")]
    [InlineData("io", "By", true, "io_bytes_total")]
    [InlineData("a..b__c", "", false, "a_b_c")]
    [InlineData("1st", "", false, "_1st")]
    [InlineData("grüße", "", false, "gr_e")]
    [InlineData("a:b", "", false, "a:b")]
    [InlineData("ratio", "1", false, "ratio")]
    [InlineData("speed", "km/h", false, "speed_km_per_hour")]
    [InlineData("rate", "{request}/s", false, "rate_per_second")]
    [InlineData("memory", "MiBy", false, "memory_mebibytes")]
    [InlineData("load", "%", false, "load_percent")]
    [InlineData("x", "m/s", false, "x_meters_per_second")]
    [InlineData("x", "s/", false, "x_s")]
    [InlineData("x", "/s", false, "x_per_second")]
    [InlineData("x", "weird unit!", false, "x_weird_unit")]
    public void Family_names(string name, string unit, bool isCounter, string family) =>
        Assert.Equal(family, PrometheusName.Family(name, unit, isCounter));

    [Theory]
    [InlineData("http.route", "http_route")]
    [InlineData("a:b", "a_b")]
    [InlineData("", "_")]
    [InlineData("9lives", "_9lives")]
    [InlineData("__name__", "_name_")]
    public void Label_keys(string key, string label) => Assert.Equal(label, PrometheusName.Label(key));
}
