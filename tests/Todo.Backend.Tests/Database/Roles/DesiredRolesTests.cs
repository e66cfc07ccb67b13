using Todo.Backend.Database.Roles;
using static Todo.Backend.Tests.Database.Roles.RolesProcess;

namespace Todo.Backend.Tests.Database.Roles;

[Trait("rule", "E5")]
public sealed class DesiredRolesTests
{
    private static readonly string Owner = Url("todo_owner", "owner");

    [Fact]
    public void Both_URLs_say_who_and_where()
    {
        var desired = DesiredRoles.Read(Owner, Url("todo_a", "p%40ss"));

        Assert.Equal(("todo_owner", "owner"), (desired.Owner.Name, desired.Owner.Password));
        Assert.Equal(("todo_a", "p@ss"), (desired.Application.Name, desired.Application.Password));
        Assert.Equal("todo", desired.Database);
        Assert.DoesNotContain("p@ss", desired.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "must name a user")]
    [InlineData("postgres://todo_a@h/todo", "must name a user")]
    [InlineData("postgres://todo_a:hidden@h", "must name a user")]
    [InlineData("postgres://todo_a:hidden", "is neither")]
    [InlineData("postgres://todo_a:hidden@h/tod", "names the database 'tod'")]
    [InlineData("postgres://postgres:hidden@h/todo", "names the user 'postgres'")]
    [InlineData("postgres://todo:hidden@h/todo", "names the user 'todo'")]
    [InlineData("postgres://pg_monitor:hidden@h/todo", "names the user 'pg_monitor'")]
    [InlineData("postgres://todo_owner:hidden@h/todo", "the owner of the schema")]
    [InlineData("postgres://todo_a:hiddenä@h/todo", "other letters than ASCII")]
    public void What_must_not_be_is_refused_by_the_settings_name_and_without_the_password(string url, string reason)
    {
        var refusal = Assert.Throws<FormatException>(() => DesiredRoles.Read(Owner, url));

        Assert.StartsWith("BACKEND_DATABASE_URL", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PostgreSQLs_own_database_is_refused() =>
        Assert.Throws<FormatException>(() => DesiredRoles.Read(Url("todo_owner", "owner", "postgres"), Url("todo_a", "login", "postgres")));

    [Theory]
    [InlineData("login", true)]
    [InlineData("other", false)]
    public void A_verifier_fits_its_password_alone(string password, bool fits) => Assert.Equal(fits, ScramVerifier.Fits(ScramVerifier.Make("login"), password));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("md5a3556571e93b0d20722ba62be61e8c2d")]
    [InlineData("SCRAM-SHA-256$0:AAAA$a:b")]
    [InlineData("SCRAM-SHA-256$4096:not base64$a:b")]
    public void What_is_no_verifier_of_ours_fits_nothing(string? verifier) => Assert.False(ScramVerifier.Fits(verifier, "login"));
}
