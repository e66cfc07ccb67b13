using System.Net;
using Todo.Backend.Database;

namespace Todo.Backend.Tests.Database;

[Trait("rule", "A6")]
public sealed class DatabaseProblemTests
{
    [Theory]
    [InlineData("Npgsql", true)]
    [InlineData("Todo.Backend", false)]
    public void A_null_reference_of_the_drivers_reader_is_a_lost_connection_and_of_ours_a_fault(string source, bool isAway)
    {
        var thrown = Activator.CreateInstance<NullReferenceException>();
        thrown.Source = source;

        var problem = new DatabaseProblem().Find(new InvalidOperationException("likely due to a transient failure", thrown));

        Assert.Equal(isAway ? (int)HttpStatusCode.ServiceUnavailable : null, problem?.Status);
    }
}
