using Todo.Hosting.Settings;

namespace Todo.Hosting.Tests.Settings;

[Trait("rule", "E4")]
public sealed class SettingsCatalogTests
{
    [Fact]
    public void An_env_example_documents_every_setting()
    {
        var text = SettingsCatalog.Of("T", [typeof(Sample)]).ToEnvExample();
        Assert.Equal("""
            # Settings of the t service, as environment variables. An empty value counts as not set.
            # This file is written from the settings classes; a test compares them. Copy what you need to .env for local development.

            ## Sample

            # What it is called.
            # Required.
            T_NAME=x

            # The port.
            # From 1 to 65535.
            #T_PORT=8080

            # Which one.
            # One of: one, two-words.
            #T_CHOICE=one

            # Where.
            # Not set by default; for example:
            #T_URL=https://todo.example

            # A key.
            # Required; a secret. The file is read again when it changes.
            #T_KEY_FILE=/run/secrets/t_key
            #T_KEY=

            """.ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void Classes_are_found_by_their_properties_and_the_shared_ones_come_first()
    {
        var catalog = SettingsCatalog.Of("BACKEND", typeof(SettingsCatalogTests).Assembly);
        Assert.Equal("BACKEND_ADDRESS", catalog.Settings[0].Name);
        Assert.Contains(catalog.Settings, setting => setting.Owner == typeof(SettingsTests.Sample));
        Assert.All(catalog.Settings, setting => Assert.Matches("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", setting.Name));
        Assert.All(catalog.Settings, setting => Assert.EndsWith(".", setting.Description, StringComparison.Ordinal));
    }

    private sealed class Sample
    {
        [Setting("T_NAME", "What it is called.", Example = "x")]
        public string Name { get; init; } = "";

        [Setting("T_PORT", "The port.", Default = "8080", Min = "1", Max = "65535")]
        public int Port { get; init; }

        [Setting("T_CHOICE", "Which one.", Default = "one")]
        public SettingsTests.Choice Choice { get; init; }

        [Setting("T_URL", "Where.", Example = "https://todo.example")]
        public Uri? Url { get; init; }

        [Setting("T_KEY", "A key.")]
        public Secret Key { get; init; } = null!;
    }
}
