using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Todo.Hosting.Metrics;

namespace Todo.Hosting.Tests.Metrics;

[Trait("rule", "F2")]
public sealed class PrometheusPropertyTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(1000);

    // Text that hurts: quotes, backslashes, line ends, other scripts, half a surrogate pair.
    private static readonly Gen<string> Text = Gen.Elements('a', 'Z', '"', '\\', '\n', '\r', ' ', ',', '}', '=', 'é', '語', '\u2028', '\0', '\ud83d', '\udc00')
        .ArrayOf().Select(chars => new string(chars));

    private static readonly Gen<string> Key = Gen.Elements("a", "b_c", "le", "_1", "http_route").Select(key => key);

    private static readonly Gen<Label> Labels = Key.SelectMany(_ => Text, (key, value) => new Label(key, value));

    private static readonly Gen<double> Value = ArbMap.Default.GeneratorFor<double>();

    private static readonly Gen<Sample> Samples =
        Labels.ArrayOf().SelectMany(_ => Value, (labels, value) => new Sample("m_x", labels, value));

    private static readonly Gen<MetricFamily> Families =
        from type in Gen.Elements(FamilyType.Counter, FamilyType.Gauge, FamilyType.Histogram)
        from help in Text
        from samples in Samples.ArrayOf()
        select new MetricFamily("m_x", type, help, samples);

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Check.One(Config, Prop.ForAll(Families.ArrayOf().ToArbitrary(), families =>
        {
            var read = PrometheusParser.Parse(PrometheusText.Write(families, int.MaxValue).ToString());
            Assert.Equal(families.Length, read.Count);
            foreach (var (before, after) in families.Zip(read))
            {
                Assert.Equal((before.Name, before.Type, before.Help ?? ""), (after.Name, after.Type, after.Help ?? ""));
                Assert.Equal(before.Samples.Count, after.Samples.Count);
                foreach (var (one, other) in before.Samples.Zip(after.Samples))
                {
                    Assert.Equal(one.Labels, other.Labels);
                    Assert.Equal(one.Value, other.Value);
                }
            }
        }));

    [Fact]
    public void Escapes_are_those_of_a_naive_reference() =>
        Check.One(Config, Prop.ForAll(Text.ToArbitrary(), text =>
        {
            var help = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            Assert.Equal(help, PrometheusText.AppendHelp(new StringBuilder(), text).ToString());
            Assert.Equal(help.Replace("\"", "\\\"", StringComparison.Ordinal), PrometheusText.AppendLabelValue(new StringBuilder(), text).ToString());
        }));

    [Fact]
    public void Doubles_come_back_exactly_and_are_no_longer_than_17_digits() =>
        Check.One(Config, Prop.ForAll(Value.ToArbitrary(), value =>
        {
            var text = PrometheusText.Number(value);
            if (double.IsFinite(value))
            {
                Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
                Assert.True(text.Length <= value.ToString("G17", CultureInfo.InvariantCulture).Length);
            }
        }));

    [Fact]
    public void Names_and_keys_are_always_valid() =>
        Check.One(Config, Prop.ForAll(ArbMap.Default.GeneratorFor<NonNull<string>>().ToArbitrary(), text =>
        {
            Assert.Matches("^[a-zA-Z_][a-zA-Z0-9_]*$", PrometheusName.Label(text.Get));
            Assert.DoesNotContain("__", PrometheusName.Label(text.Get), StringComparison.Ordinal);
            Assert.Matches("^[a-zA-Z_:][a-zA-Z0-9_:]*$", PrometheusName.Family("n" + text.Get, text.Get, isCounter: true));
        }));
}
