using Todo.Backend.Journal;

namespace Todo.Backend.Tests.Journal;

[Trait("rule", "A12")]
public sealed class EventIdTests
{
    [Theory]
    [InlineData("3f9c2a71d0aa-1482", "3f9c2a71d0aa", 1482)]
    [InlineData("a-b-0", "a-b", 0)]
    public void An_id_is_epoch_and_number(string text, string epoch, long number)
    {
        Assert.Equal(new EventId(epoch, number), EventId.Parse(text));
        Assert.Equal(text, new EventId(epoch, number).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("-7")]
    [InlineData("epoch-")]
    [InlineData("epoch-x")]
    [InlineData("epoch- 7")]
    [InlineData("epoch-99999999999999999999")]
    public void Anything_else_is_none(string text) => Assert.Null(EventId.Parse(text));
}
