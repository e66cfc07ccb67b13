using System.Reflection;
using Todo.Hosting.Settings;
using Todo.Testing;

namespace Todo.Backend.Tests;

public sealed class EnvExampleTests
{
    [Fact]
    [Trait("rule", "E4")]
    public void Every_setting_of_the_service_is_documented_and_nothing_else() =>
        CheckedIn.Verify("src/Todo.Backend/env.example", SettingsCatalog.Of("BACKEND", Assembly.Load("Todo.Backend")).ToEnvExample());
}
