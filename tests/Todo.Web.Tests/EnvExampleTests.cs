using System.Reflection;
using Todo.Hosting.Settings;
using Todo.Testing;

namespace Todo.Web.Tests;

public sealed class EnvExampleTests
{
    [Fact]
    [Trait("rule", "E4")]
    public void Every_setting_of_the_service_is_documented_and_nothing_else() =>
        CheckedIn.Verify("src/Todo.Frontend/env.example", SettingsCatalog.Of("FRONTEND", Assembly.Load("Todo.Frontend")).ToEnvExample());
}
