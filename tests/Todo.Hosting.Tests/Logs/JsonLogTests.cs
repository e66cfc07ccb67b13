using System.Diagnostics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Todo.Hosting.Logs;

namespace Todo.Hosting.Tests.Logs;

[Trait("rule", "F1")]
public sealed class JsonLogTests
{
    private static readonly string[] Always = ["timestamp", "level", "service", "message", "trace_id", "span_id", "category"];

    [Fact]
    public void A_line_has_every_member_the_values_and_the_trace()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = Write(LogLevel.Warning, new EventId(7, "Slow"), [new("TaskId", 12L), new("Message", "own"), new("{OriginalFormat}", "x")], "took long", null);
        Assert.Equal(
            $$"""{"timestamp":"2026-01-01T00:00:00.000Z","level":"warning","service":"test","message":"took long","trace_id":"{{activity.TraceId}}","span_id":"{{activity.SpanId}}","category":"Todo.X","event":"Slow","task_id":12,"value_message":"own"}""" + "\n",
            line);
    }

    [Fact]
    public void Without_a_trace_its_members_are_empty()
    {
        Activity.Current = null;
        using var json = JsonDocument.Parse(Write(LogLevel.Information, default, [], "x", null));
        Assert.Equal("", json.RootElement.GetProperty("trace_id").GetString());
    }

    [Fact]
    public void Values_keep_their_types()
    {
        using var json = JsonDocument.Parse(Write(
            LogLevel.Information, default, [new("A", 1), new("B", true), new("C", 1.5), new("D", double.NaN), new("E", null), new("F", TimeSpan.FromSeconds(1)), new("A", 2)], "x", null));
        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("a").GetInt32());
        Assert.True(root.GetProperty("b").GetBoolean());
        Assert.Equal(1.5, root.GetProperty("c").GetDouble());
        Assert.Equal("NaN", root.GetProperty("d").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("e").ValueKind);
        Assert.Equal("00:00:01", root.GetProperty("f").GetString());
    }

    [Fact]
    public void An_exception_is_one_member_of_the_same_line()
    {
        var line = Write(LogLevel.Error, default, [], "failed", new InvalidOperationException("line\nbreak", new IOException("inner")));
        Assert.Equal(1, line.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(line);
        Assert.Contains("inner", json.RootElement.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('é')]
    [InlineData('\u001b')]
    public void Huge_texts_are_cut_below_what_container_runtimes_split(char c)
    {
        var huge = new string(c, 100_000);
        var values = Enumerable.Range(0, 100).Select(i => new KeyValuePair<string, object?>($"Value{i}", huge)).ToList();
        var line = Write(LogLevel.Error, default, values, huge, new InvalidOperationException(huge));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 10_000, 16 * 1024);
        using var json = JsonDocument.Parse(line);
        Assert.True(json.RootElement.TryGetProperty("exception", out _));
    }

    [Fact]
    public void Whatever_is_logged_a_line_is_one_JSON_object()
    {
        var hostile = Gen.Elements('a', '"', '\\', '\n', '\r', '\0', '\u001b', '\u2028', '\u2029', '\u0085', '\ud83d', '\udc00', '{', '}', 'é')
            .ArrayOf().Select(chars => new string(chars));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(hostile.ToArbitrary(), text =>
        {
            var line = Write(LogLevel.Critical, new EventId(1, text), [new(text, text), new("User", text)], text, new InvalidOperationException(text));
            Assert.EndsWith("}\n", line, StringComparison.Ordinal);
            Assert.Equal(1, line.Count(c => c is '\n' or '\r' or '\u2028' or '\u2029' or '\u0085'));
            using var json = JsonDocument.Parse(line);
            var names = json.RootElement.EnumerateObject().Select(member => member.Name).ToList();
            Assert.Equal(Always, names.Take(Always.Length), StringComparer.Ordinal);
            Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        }));
    }

    [Theory]
    [InlineData(LogLevel.Trace, "trace")]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "information")]
    [InlineData(LogLevel.Warning, "warning")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "critical")]
    public void Levels(LogLevel level, string name) =>
        Assert.Contains($"\"level\":\"{name}\"", Write(level, default, [], "x", null), StringComparison.Ordinal);

    [Fact]
    public void Text_format_lets_no_control_character_reach_the_terminal()
    {
        using var text = new StringWriter();
        new TextLogFormatter(new ServiceSettings { Service = "test" }, new ManualTime()).Write(
            new LogEntry<string>(LogLevel.Error, "Todo.X", default, "\u001b[2J\nfake line", null, (state, _) => state), null, text);
        Assert.Contains("""\u001b[2J\u000afake line""", text.ToString(), StringComparison.Ordinal);
    }

    private static string Write(
        LogLevel level, EventId id, IReadOnlyList<KeyValuePair<string, object?>> values, string message, Exception? exception)
    {
        using var text = new StringWriter();
        new JsonLogFormatter(new ServiceSettings { Service = "test" }, new ManualTime()).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "Todo.X", id, values, exception, (_, _) => message), null, text);
        return text.ToString();
    }
}
