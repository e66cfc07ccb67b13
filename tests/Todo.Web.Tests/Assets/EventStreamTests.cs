using Microsoft.Extensions.DependencyInjection;
using Todo.Frontend.Assets;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Assets;

/// <summary>The parser of server-sent events, in the browser that runs it (WHATWG HTML 9.2.6).</summary>
[Trait("rule", "A8")]
public sealed class EventStreamTests(Site site)
{
    [Theory]
    [InlineData("data: a\n\n", "message||a")]
    [InlineData("id: 1\nevent: text\ndata: a\n\n", "text|1|a")]
    [InlineData("id: 1\r\nevent: text\r\ndata: a\r\n\r\n", "text|1|a")]
    [InlineData("id: 1\revent: text\rdata: a\r\rdata: b\n\n", "text|1|a", "message|1|b")]
    [InlineData("data: a\ndata: b\ndata:\n\n", "message||a\nb\n")]
    [InlineData("data:a\n\ndata:  a\n\n", "message||a", "message|| a")]
    [InlineData(":\n\n: a comment\ndata: a\n\n", "message||a")]
    [InlineData("event: text\n\ndata: a\n\n", "message||a")]
    [InlineData("id: 1\ndata: a\n\nid\ndata: b\n\n", "message|1|a", "message||b")]
    [InlineData("data\n\nretry: 9\nnonsense: 1\ndata: a: b\n\n", "message||", "message||a: b")]
    [InlineData("\uFEFFdata: a\n\n", "message||a")]
    [InlineData("data: a\n\ndata: never complete\n", "message||a")]
    [InlineData("data: Zażółć 🛒 \u2028\n\n", "message||Zażółć 🛒 \u2028")]
    [InlineData("", new string[0])]
    public async Task Events_are_read_whatever_the_pieces_they_come_in(string stream, params string[] events)
    {
        await using var visitor = await site.VisitAsync();
        await visitor.Page.GotoAsync("/sign-in");
        var module = site.Frontend.Services.GetRequiredService<AssetLibrary>().Url("event-stream.js");
        foreach (var size in new[] { 1, 2, 3, 1000 })
        {
            var read = await visitor.Page.EvaluateAsync<string[]>(
                """
                async ([address, text, size]) => {
                  const { readEvents } = await import(address);
                  const bytes = new TextEncoder().encode(text);
                  const body = new ReadableStream({
                    start(controller) {
                      for (let at = 0; at < bytes.length; at += size) {
                        controller.enqueue(bytes.slice(at, at + size));
                      }
                      controller.close();
                    },
                  });
                  const events = [];
                  for await (const { id, name, data } of readEvents(body)) {
                    events.push(`${name}|${id}|${data}`);
                  }
                  return events;
                }
                """,
                new object[] { module, stream, size });
            Assert.Equal(events, read);
        }
    }

    [Fact]
    public async Task A_connection_on_which_nothing_comes_any_more_counts_as_cut()
    {
        await using var visitor = await site.VisitAsync();
        await visitor.Page.GotoAsync("/sign-in");
        var read = await visitor.Page.EvaluateAsync<string[]>(
            """
            async (address) => {
              const { readEvents } = await import(address);
              const body = new ReadableStream({ start(controller) { controller.enqueue(new TextEncoder().encode("data: a\n\n")); } });
              const events = [];
              try {
                for await (const { data } of readEvents(body, 100)) {
                  events.push(data);
                }
              } catch (error) {
                events.push(error.message);
              }
              return events;
            }
            """,
            site.Frontend.Services.GetRequiredService<AssetLibrary>().Url("event-stream.js"));
        Assert.Equal(["a", "The connection is silent."], read);
    }
}
