using Todo.Backend.Assistant.Offline;

namespace Todo.Backend.Tests.Assistant;

[Trait("rule", "A11")]
public sealed class DateWordsTests
{
    // A Saturday.
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("today", "2026-11-21")]
    [InlineData("Tomorrow", "2026-11-22")]
    [InlineData("Sunday", "2026-11-22")]
    [InlineData("friday", "2026-11-27")]
    [InlineData("Saturday", "2026-11-28")]
    [InlineData("2026-12-01", "2026-12-01")]
    [InlineData("2026-02-30", null)]
    [InlineData("3", null)]
    [InlineData("next week", null)]
    public void Plain_dates_are_read(string text, string? date) => Assert.Equal(date, DateWords.Read(text, Today)?.ToString("O"));
}
