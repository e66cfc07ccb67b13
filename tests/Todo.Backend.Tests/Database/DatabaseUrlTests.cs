using Npgsql;
using Todo.Backend.Database;

namespace Todo.Backend.Tests.Database;

[Trait("rule", "E5")]
public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgres://todo:s%40cret@db.example:5433/todo?sslmode=verify-full", "db.example", 5433, "todo", "s@cret", "todo")]
    [InlineData("postgresql://todo@[::1]/todo", "::1", 5432, "todo", null, "todo")]
    [InlineData("postgres://todo:x@/todo?host=/var/run/postgresql", "/var/run/postgresql", 5432, "todo", "x", "todo")]
    [InlineData("postgres://todo:x@%2Fvar%2Frun/todo", "/var/run", 5432, "todo", "x", "todo")]
    [InlineData("Host=db;Port=5434;Username=u;Password=p;Database=d", "db", 5434, "u", "p", "d")]
    public void Both_forms_are_read(string text, string host, int port, string user, string? password, string database)
    {
        var parsed = DatabaseUrl.Parse(text);

        Assert.Equal((host, port, user, password, database), (parsed.Host, parsed.Port, parsed.Username, parsed.Password, parsed.Database));
    }

    [Theory]
    [InlineData("postgres://todo:x@db/todo", GssEncryptionMode.Disable)]
    [InlineData("Host=db;Username=todo", GssEncryptionMode.Disable)]
    [InlineData("postgres://todo:x@db/todo?gssencmode=require", GssEncryptionMode.Require)]
    [InlineData("Host=db;GSS Encryption Mode=Prefer", GssEncryptionMode.Prefer)]
    public void Kerberos_is_tried_by_those_who_ask_for_it(string text, GssEncryptionMode mode) => Assert.Equal(mode, DatabaseUrl.Parse(text).GssEncryptionMode);

    [Theory]
    [InlineData("not a connection")]
    [InlineData("postgres://todo:secret@db/todo?nonsense=1")]
    [InlineData("mysql://todo:secret@db/todo")]
    [InlineData("postgres://todo:secret@db:notaport/todo")]
    public void What_is_neither_is_refused_without_repeating_the_password(string text)
    {
        var error = Assert.Throws<FormatException>(() => DatabaseUrl.Parse(text));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }
}
