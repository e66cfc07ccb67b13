using System.Globalization;

namespace Todo.Language.Tests.Recurrence;

/// <summary>The examples of RFC 5545 3.8.5.3 within the supported set, all with DTSTART;TZID=America/New_York at 09:00.</summary>
[Trait("rule", "A4")]
public sealed class Rfc5545Tests
{
    // A rule that ends in the RFC's list ends here too ("."); the others go on ("...").
    [Theory]
    [InlineData("FREQ=DAILY;COUNT=10", "1997-09-02", "9/2 9/3 9/4 9/5 9/6 9/7 9/8 9/9 9/10 9/11 .")]
    [InlineData("FREQ=DAILY;INTERVAL=2", "1997-09-02", "9/2 9/4 9/6 9/8 9/10 ...")]
    [InlineData("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "9/2 9/12 9/22 10/2 10/12 .")]
    [InlineData("FREQ=WEEKLY;COUNT=10", "1997-09-02", "9/2 9/9 9/16 9/23 9/30 10/7 10/14 10/21 10/28 11/4 .")]
    [InlineData("FREQ=WEEKLY;UNTIL=19971224T000000Z", "1997-09-02", "9/2 9/9 9/16 9/23 9/30 10/7 10/14 10/21 10/28 11/4 11/11 11/18 11/25 12/2 12/9 12/16 12/23 .")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02", "9/2 9/16 9/30 10/14 10/28 11/11 11/25 12/9 12/23 1998/1/6 1/20 2/3 2/17 ...")]
    [InlineData("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09-02", "9/2 9/4 9/9 9/11 9/16 9/18 9/23 9/25 9/30 10/2 .")]
    [InlineData("FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02", "9/2 9/4 9/9 9/11 9/16 9/18 9/23 9/25 9/30 10/2 .")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01", "9/1 9/3 9/5 9/15 9/17 9/19 9/29 10/1 10/3 10/13 10/15 10/17 10/27 10/29 10/31 11/10 11/12 11/14 11/24 11/26 11/28 12/8 12/10 12/12 12/22 .")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02", "9/2 9/4 9/16 9/18 9/30 10/2 10/14 10/16 .")]
    [InlineData("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05", "9/5 10/3 11/7 12/5 1998/1/2 2/6 3/6 4/3 5/1 6/5 .")]
    [InlineData("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09-05", "9/5 10/3 11/7 12/5 .")]
    [InlineData("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07", "9/7 9/28 11/2 11/30 1998/1/4 1/25 3/1 3/29 5/3 5/31 .")]
    [InlineData("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22", "9/22 10/20 11/17 12/22 1998/1/19 2/16 .")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "9/28 10/29 11/28 12/29 1998/1/29 2/26 ...")]
    [InlineData("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02", "9/2 9/15 10/2 10/15 11/2 11/15 12/2 12/15 1998/1/2 1/15 .")]
    [InlineData("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30", "9/30 10/1 10/31 11/1 11/30 12/1 12/31 1998/1/1 1/31 2/1 .")]
    [InlineData("FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10", "9/10 9/11 9/12 9/13 9/14 9/15 1999/3/10 3/11 3/12 3/13 .")]
    [InlineData("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997-09-02", "9/2 9/9 9/16 9/23 9/30 11/4 11/11 11/18 11/25 1998/1/6 1/13 1/20 1/27 3/3 3/10 3/17 3/24 3/31 ...")]
    [InlineData("FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10", "6/10 7/10 1998/6/10 7/10 1999/6/10 7/10 2000/6/10 7/10 2001/6/10 7/10 .")]
    [InlineData("FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03-10", "3/10 1999/1/10 2/10 3/10 2001/1/10 2/10 3/10 2003/1/10 2/10 3/10 .")]
    [InlineData("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "5/19 1998/5/18 1999/5/17 ...")]
    [InlineData("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "3/13 3/20 3/27 1998/3/5 3/12 3/19 3/26 1999/3/4 3/11 3/18 3/25 ...")]
    [InlineData("FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05", "6/5 6/12 6/19 6/26 7/3 7/10 7/17 7/24 7/31 8/7 8/14 8/21 8/28 1998/6/4 6/11 ...")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998/2/13 3/13 11/13 1999/8/13 2000/10/13 ...")]
    [InlineData("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13", "9/13 10/11 11/8 12/13 1998/1/10 2/7 3/7 4/11 5/9 6/13 ...")]
    [InlineData("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05", "11/5 2000/11/7 2004/11/2 ...")]
    [InlineData("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "9/4 10/7 11/6 .")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "9/29 10/30 11/27 12/30 1998/1/29 2/26 3/30 ...")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "8/5 8/10 8/19 8/24 .")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "8/5 8/17 8/19 8/31 .")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", "1/15 1/30 2/15 3/15 3/30 .")]
    public void Each_example_gives_the_dates_of_the_RFC(string text, string start, string listed)
    {
        var (expected, ends) = Read(listed, int.Parse(start.AsSpan(0, 4), CultureInfo.InvariantCulture));
        var first = DateTime.ParseExact($"{start} 09:00", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var found = RuleTests.Parse(text).Occurrences(first, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).Take(expected.Length + 1).ToArray();

        Assert.Equal(expected, found.Take(expected.Length).Select(DateOnly.FromDateTime));
        Assert.Equal(ends, found.Length == expected.Length);
        Assert.All(found, time => Assert.Equal(TimeSpan.FromHours(9), time.TimeOfDay));
    }

    [Theory]
    [InlineData("FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02", 113, "1997-12-23")]
    [InlineData("FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01-01", 93, "2000-01-31")]
    [InlineData("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "1998-01-01", 93, "2000-01-31")]
    public void Each_long_example_has_its_length_and_its_end(string text, string start, int length, string last)
    {
        var first = DateTime.ParseExact($"{start} 09:00", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var found = RuleTests.Parse(text).Occurrences(first, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).ToArray();
        Assert.Equal(length, found.Length);
        Assert.Equal(last, found[^1].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private static (DateOnly[] Dates, bool Ends) Read(string listed, int year)
    {
        var words = listed.Split(' ');
        var dates = new List<DateOnly>();
        foreach (var word in words[..^1])
        {
            var numbers = word.Split('/').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            year = numbers.Length == 3 ? numbers[0] : year;
            dates.Add(new DateOnly(year, numbers[^2], numbers[^1]));
        }

        return ([.. dates], words[^1] == ".");
    }
}
