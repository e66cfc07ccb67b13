using System.Net;
using Microsoft.Extensions.Configuration;
using Todo.Hosting.Settings;

namespace Todo.Hosting.Tests.Settings;

[Trait("rule", "E5")]
[Trait("rule", "G5")]
public sealed class SettingsTests
{
    [Fact]
    public void Every_type_is_read()
    {
        var settings = Read(
            ("T_NAME", "x"), ("T_PORT", "81"), ("T_ON", "yes"), ("T_RATIO", "0.25"), ("T_WAIT", "90s"), ("T_CHOICE", "two-words"),
            ("T_LIST", "a, b,,c "), ("T_URL", "https://x.example/y"), ("T_NETWORKS", "10.0.0.0/8,::1"), ("T_KEY", "k"), ("T_OPTIONAL", "5"));
        Assert.Equal("x", settings.Name);
        Assert.Equal(81, settings.Port);
        Assert.True(settings.On);
        Assert.Equal(0.25, settings.Ratio);
        Assert.Equal(TimeSpan.FromSeconds(90), settings.Wait);
        Assert.Equal(Choice.TwoWords, settings.Choice);
        Assert.Equal(["a", "b", "c"], settings.List);
        Assert.Equal(new Uri("https://x.example/y"), settings.Url);
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("::1/128")], settings.Networks);
        Assert.Equal("k", settings.Key!.Current);
        Assert.Equal(5, settings.Optional);
    }

    [Fact]
    public void Absent_and_empty_values_take_the_default()
    {
        var settings = Read(("T_NAME", "x"), ("T_PORT", ""), ("T_URL", " "));
        Assert.Equal(8080, settings.Port);
        Assert.False(settings.On);
        Assert.Equal(TimeSpan.FromMinutes(5), settings.Wait);
        Assert.Equal(Choice.One, settings.Choice);
        Assert.Empty(settings.List);
        Assert.Null(settings.Url);
        Assert.Null(settings.Key);
        Assert.Null(settings.Optional);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("12h", 43200)]
    [InlineData("7d", 604800)]
    [InlineData("00:00:30", 30)]
    [InlineData("1.00:00:00", 86400)]
    public void Durations(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(("T_NAME", "x"), ("T_WAIT", text)).Wait);

    [Theory]
    [InlineData("T_PORT", "http", "T_PORT must be a whole number, but is 'http'.")]
    [InlineData("T_PORT", "70000", "T_PORT must be 65535 or less, but is '70000'.")]
    [InlineData("T_PORT", "0", "T_PORT must be 1 or more, but is '0'.")]
    [InlineData("T_PORT", "tcp://10.0.0.1:80", "T_PORT must be a whole number, but is 'tcp://10.0.0.1:80'. Kubernetes sets such a value for a Service of that name: set enableServiceLinks: false in the pod.")]
    [InlineData("T_ON", "maybe", "T_ON must be true or false, but is 'maybe'.")]
    [InlineData("T_RATIO", "NaN", "T_RATIO must be a number, such as 0.1, but is 'NaN'.")]
    [InlineData("T_WAIT", "-5s", "T_WAIT must be a duration, such as 500ms, 30s, 5m, 12h, 7d or 00:00:30, but is '-5s'.")]
    [InlineData("T_WAIT", "30", "T_WAIT must be a duration, such as 500ms, 30s, 5m, 12h, 7d or 00:00:30, but is '30'.")]
    [InlineData("T_WAIT", "9d", "T_WAIT must be 8d or less, but is '9d'.")]
    [InlineData("T_CHOICE", "three", "T_CHOICE must be one of: one, two-words, but is 'three'.")]
    [InlineData("T_CHOICE", "0", "T_CHOICE must be one of: one, two-words, but is '0'.")]
    [InlineData("T_URL", "/etc/passwd", "T_URL must be an absolute URL, such as https://todo.example, but is '/etc/passwd'.")]
    [InlineData("T_NETWORKS", "10.0.0.0/8,x", "T_NETWORKS must be addresses or networks separated by commas, such as 10.0.0.0/8 (not 'x'), but is '10.0.0.0/8,x'.")]
    [InlineData("T_NAME", "", "T_NAME is missing: set it. What it is called.")]
    [InlineData("T_KEY_FILE", "/nowhere/key", "T_KEY_FILE names '/nowhere/key', but there is no such file: mount the secret there or correct the path.")]
    [InlineData("T_PROT", "81", "T_PROT is not a setting: did you mean T_PORT?")]
    [InlineData("T_SOMETHING_ELSE", "1", "T_SOMETHING_ELSE is not a setting: remove it, or see env.example for those there are.")]
    [InlineData("T_OPTIONAL", "3", "T_OPTIONAL and T_PORT cannot both be 3: change one.")]
    public void A_wrong_setting_is_one_line_that_names_it(string name, string value, string line)
    {
        var problems = Problems(("T_NAME", "x"), (name, value), (name == "T_OPTIONAL" ? "T_PORT" : "X", "3"));
        Assert.Equal(line, Assert.Single(problems));
    }

    [Fact]
    public void All_problems_of_all_classes_are_reported_together()
    {
        var reader = new SettingsReader(Variables(("T_PORT", "x"), ("T_ON", "x"), ("T_PROT", "1")), "T");
        reader.Read<Sample>();
        reader.Read<Other>();
        var problems = Assert.Throws<SettingsException>(reader.ThrowIfAny).Problems;
        Assert.Equal(["T_NAME", "T_PORT", "T_ON", "T_OTHER", "T_PROT"], problems.Select(problem => problem.Split(' ')[0]), StringComparer.Ordinal);
    }

    [Fact]
    public void A_secret_from_value_and_file_at_once_is_refused_and_never_printed()
    {
        var problem = Assert.Single(Problems(("T_NAME", "x"), ("T_KEY", "hush"), ("T_KEY_FILE", "/x")));
        Assert.Equal("T_KEY and T_KEY_FILE are both set: keep one of them.", problem);
    }

    [Fact]
    public void Variables_that_Kubernetes_adds_for_services_are_no_typos()
    {
        var settings = Read(
            ("T_NAME", "x"), ("T_SERVICE_HOST", "10.0.0.1"), ("T_SERVICE_PORT", "80"), ("T_SERVICE_PORT_HTTP", "80"),
            ("T_PORT_80_TCP", "tcp://10.0.0.1:80"), ("T_PORT_80_TCP_ADDR", "10.0.0.1"), ("OTHER_PROT", "x"), ("T_PROT", ""));
        Assert.Equal("x", settings.Name);
    }

    [Fact]
    public void A_setting_of_a_class_that_this_tool_does_not_use_is_known()
    {
        var settings = Read(("T_NAME", "x"), ("T_OTHER", "y"));
        Assert.Equal("x", settings.Name);
    }

    private static Sample Read(params (string Name, string Value)[] variables)
    {
        var reader = new SettingsReader(Variables(variables), "T");
        var settings = reader.Read<Sample>();
        reader.ThrowIfAny();
        return settings;
    }

    private static IReadOnlyList<string> Problems(params (string Name, string Value)[] variables) =>
        Assert.Throws<SettingsException>(() => Read(variables)).Problems;

    private static IConfiguration Variables(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(all).Build();
    }

    internal enum Choice
    {
        One,
        TwoWords,
    }

    internal sealed class Sample : ISettingsRules
    {
        [Setting("T_NAME", "What it is called.")]
        public string Name { get; init; } = "";

        [Setting("T_PORT", "The port.", Default = "8080", Min = "1", Max = "65535")]
        public int Port { get; init; }

        [Setting("T_ON", "Whether it is on.", Default = "false")]
        public bool On { get; init; }

        [Setting("T_RATIO", "A share.", Default = "1")]
        public double Ratio { get; init; }

        [Setting("*_WAIT", "A time.", Default = "5m", Max = "8d")]
        public TimeSpan Wait { get; init; }

        [Setting("T_CHOICE", "One of two.", Default = "one")]
        public Choice Choice { get; init; }

        [Setting("T_LIST", "Some words.")]
        public string[] List { get; init; } = [];

        [Setting("T_URL", "Where.", Example = "https://todo.example")]
        public Uri? Url { get; init; }

        [Setting("T_NETWORKS", "Networks.")]
        public IPNetwork[] Networks { get; init; } = [];

        [Setting("T_KEY", "A key.")]
        public Secret? Key { get; init; }

        [Setting("T_OPTIONAL", "A number.")]
        public int? Optional { get; init; }

        public IEnumerable<string> Check(string prefix)
        {
            if (Optional == Port)
            {
                yield return $"{prefix}_OPTIONAL and {prefix}_PORT cannot both be {Port}: change one.";
            }
        }
    }

    internal sealed class Other
    {
        [Setting("T_OTHER", "A required secret.")]
        public Secret Value { get; init; } = null!;
    }
}
