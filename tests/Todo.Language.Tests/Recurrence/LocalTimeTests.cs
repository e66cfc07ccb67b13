using System.Globalization;
using Todo.Language.Recurrence;

namespace Todo.Language.Tests.Recurrence;

[Trait("rule", "A4")]
public sealed class LocalTimeTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-07-14T15:00", "2026-07-14T13:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00Z")] // the gap's first minute
    [InlineData("Europe/Berlin", "2026-03-29T02:59", "2026-03-29T01:59Z")]
    [InlineData("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00Z")] // the overlap's first minute, first time
    [InlineData("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00Z")]
    [InlineData("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30Z")]
    [InlineData("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45Z")] // half an hour is skipped
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00Z")] // a whole day was skipped
    [InlineData("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00Z")] // midnight was skipped
    [InlineData("Asia/Kolkata", "2026-07-14T00:00", "2026-07-13T18:30Z")]
    [InlineData("Pacific/Kiritimati", "2026-07-14T00:00", "2026-07-13T10:00Z")]
    public void A_skipped_time_moves_forward_and_a_doubled_one_is_its_first(string zone, string local, string instant)
    {
        var found = LocalTime.ToInstant(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), found);
    }

    [Fact]
    public void The_calendars_ends_are_no_error()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(DateTimeOffset.MinValue, LocalTime.ToInstant(DateTime.MinValue, zone));
        Assert.Equal(9999, LocalTime.ToInstant(DateTime.MaxValue, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).Year);
    }
}
