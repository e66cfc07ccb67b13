using Todo.Backend.Assistant.Prompt;
using Todo.Testing;

namespace Todo.Backend.Tests.Assistant;

[Trait("rule", "A9")]
public sealed class SystemPromptTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 18, 5, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_the_one_that_is_written_down() => CheckedIn.Verify(
        "tests/Todo.Backend.Tests/Assistant/system-prompt.txt",
        SystemPrompt.Of(Now, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"), isShortened: true) + "\n");

    [Fact]
    public void The_day_is_that_of_the_person()
    {
        Assert.Contains("It is Saturday, 2026-11-21, 18:05 where the person is (time zone UTC).", SystemPrompt.Of(Now, TimeZoneInfo.Utc, isShortened: false), StringComparison.Ordinal);
        Assert.Contains("It is Sunday, 2026-11-22, 07:05", SystemPrompt.Of(Now, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"), isShortened: false), StringComparison.Ordinal);
        Assert.DoesNotContain("Older messages", SystemPrompt.Of(Now, TimeZoneInfo.Utc, isShortened: false), StringComparison.Ordinal);
    }
}
