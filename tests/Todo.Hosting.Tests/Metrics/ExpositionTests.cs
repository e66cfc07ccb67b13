using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Todo.Hosting.Metrics;

namespace Todo.Hosting.Tests.Metrics;

/// <summary>Each kind of instrument and label as text, byte for byte.</summary>
[Trait("rule", "F2")]
public sealed class ExpositionTests
{
    [Fact]
    public async Task A_counter_of_integers()
    {
        using var probe = new MetricsProbe();
        var counter = probe.Meter().CreateCounter<long>("todo.created", "{task}", "Tasks created.");
        counter.Add(2);
        counter.Add(3);
        await EqualAsync(probe, """
            # TYPE todo_created_total counter
            # HELP todo_created_total Tasks created.
            todo_created_total{otel_scope_name="m"} 5
            """);
    }

    [Fact]
    public async Task A_counter_of_doubles_with_unit()
    {
        using var probe = new MetricsProbe();
        probe.Meter().CreateCounter<double>("cpu.time", "s").Add(0.1);
        await EqualAsync(probe, """
            # TYPE cpu_time_seconds_total counter
            cpu_time_seconds_total{otel_scope_name="m"} 0.1
            """);
    }

    [Fact]
    public async Task Observable_counters_are_counters()
    {
        using var probe = new MetricsProbe();
        var meter = probe.Meter();
        meter.CreateObservableCounter("a", () => 7L);
        meter.CreateObservableCounter("b", () => 1.5);
        await EqualAsync(probe, """
            # TYPE a_total counter
            a_total{otel_scope_name="m"} 7
            # TYPE b_total counter
            b_total{otel_scope_name="m"} 1.5
            """);
    }

    [Fact]
    public async Task Up_down_counters_and_gauges_are_gauges()
    {
        using var probe = new MetricsProbe();
        var meter = probe.Meter();
        meter.CreateUpDownCounter<long>("streams.open").Add(-3);
        meter.CreateObservableUpDownCounter("streams.waiting", () => 1.25);
        meter.CreateGauge<double>("temperature", "Cel").Record(-1.5);
        meter.CreateObservableGauge("queue.length", () => 4);
        await EqualAsync(probe, """
            # TYPE queue_length gauge
            queue_length{otel_scope_name="m"} 4
            # TYPE streams_open gauge
            streams_open{otel_scope_name="m"} -3
            # TYPE streams_waiting gauge
            streams_waiting{otel_scope_name="m"} 1.25
            # TYPE temperature_celsius gauge
            temperature_celsius{otel_scope_name="m"} -1.5
            """);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e300, "1E+300")]
    [InlineData(-0.0, "-0")]
    public async Task Doubles(double value, string text)
    {
        using var probe = new MetricsProbe();
        probe.Meter().CreateObservableGauge("g", () => value);
        await EqualAsync(probe, $$"""
            # TYPE g gauge
            g{otel_scope_name="m"} {{text}}
            """);
    }

    [Fact]
    public async Task A_histogram_counts_up_to_each_bound()
    {
        using var probe = new MetricsProbe();
        var histogram = probe.Meter().CreateHistogram<double>(
            "turn.duration", "s", "Time of a turn.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10] });
        histogram.Record(0.05);
        histogram.Record(0.5);
        histogram.Record(0.5);
        histogram.Record(100);
        await EqualAsync(probe, """
            # TYPE turn_duration_seconds histogram
            # HELP turn_duration_seconds Time of a turn.
            turn_duration_seconds_bucket{otel_scope_name="m",le="0.1"} 1
            turn_duration_seconds_bucket{otel_scope_name="m",le="1"} 3
            turn_duration_seconds_bucket{otel_scope_name="m",le="10"} 3
            turn_duration_seconds_bucket{otel_scope_name="m",le="+Inf"} 4
            turn_duration_seconds_sum{otel_scope_name="m"} 101.05
            turn_duration_seconds_count{otel_scope_name="m"} 4
            """);
    }

    [Fact]
    public async Task A_histogram_in_seconds_without_advice_gets_bounds_for_seconds()
    {
        using var probe = new MetricsProbe();
        probe.Meter().CreateHistogram<double>("wait", "s").Record(0.02);
        Assert.Contains("""wait_seconds_bucket{otel_scope_name="m",le="0.025"} 1""", await probe.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_named_le_is_dropped_on_histograms_only()
    {
        using var probe = new MetricsProbe();
        var meter = probe.Meter();
        meter.CreateHistogram<double>("h", null, null, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] })
            .Record(1, new KeyValuePair<string, object?>("le", "5"), new("x", "y"));
        meter.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("le", "5"));
        await EqualAsync(probe, """
            # TYPE c_total counter
            c_total{otel_scope_name="m",le="5"} 1
            # TYPE h histogram
            h_bucket{otel_scope_name="m",x="y",le="1"} 1
            h_bucket{otel_scope_name="m",x="y",le="+Inf"} 1
            h_sum{otel_scope_name="m",x="y"} 1
            h_count{otel_scope_name="m",x="y"} 1
            """);
    }

    [Fact]
    public async Task Exponential_histograms_are_left_out()
    {
        using var probe = new MetricsProbe(view: instrument => instrument.Name == "exp" ? new Base2ExponentialBucketHistogramConfiguration() : null);
        var meter = probe.Meter();
        meter.CreateHistogram<double>("exp").Record(1);
        meter.CreateCounter<long>("c").Add(1);
        await EqualAsync(probe, """
            # TYPE c_total counter
            c_total{otel_scope_name="m"} 1
            """);
    }

    [Fact]
    public async Task Labels_are_escaped_sanitized_and_of_every_type()
    {
        using var probe = new MetricsProbe();
        probe.Meter().CreateCounter<long>("c", null, "Line\nand \\ and \"quotes\"").Add(
            1,
            new KeyValuePair<string, object?>("quote", "a\"b\\c\nd"),
            new("1.st", true),
            new("grüß__e", 1.5),
            new("nothing", null),
            new("", 12L));
        await EqualAsync(probe, """
            # TYPE c_total counter
            # HELP c_total Line\nand \\ and "quotes"
            c_total{otel_scope_name="m",_="12",_1_st="true",gr_e="1.5",nothing="",quote="a\"b\\c\nd"} 1
            """);
    }

    [Fact]
    public async Task Keys_that_become_the_same_are_joined_in_the_order_of_the_originals()
    {
        using var probe = new MetricsProbe();
        probe.Meter().CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("a.b", "dot"), new("z", 0), new("a-b", "dash"));
        await EqualAsync(probe, """
            # TYPE c_total counter
            c_total{otel_scope_name="m",a_b="dash;dot",z="0"} 1
            """);
    }

    [Fact]
    public async Task The_scope_comes_first_then_the_meters_tags_the_points_and_the_constants()
    {
        using var probe = new MetricsProbe(constants: [new Label("replica", "r1"), new Label("x", "never")]);
        probe.Meter("m", "1.2.3", "https://schema", ("team", "core"), ("name", "ignored")).CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("x", "y"));
        await EqualAsync(probe, """
            # TYPE c_total counter
            c_total{otel_scope_name="m",otel_scope_version="1.2.3",otel_scope_schema_url="https://schema",otel_scope_team="core",x="y",replica="r1"} 1
            """);
    }

    [Fact]
    public async Task Families_are_sorted_and_two_meters_share_a_header()
    {
        using var probe = new MetricsProbe();
        probe.Meter("z").CreateCounter<long>("b", null, "second").Add(1);
        probe.Meter("a").CreateCounter<long>("b").Add(2);
        probe.Meter("a").CreateCounter<long>("a").Add(3);
        await EqualAsync(probe, """
            # TYPE a_total counter
            a_total{otel_scope_name="a"} 3
            # TYPE b_total counter
            # HELP b_total second
            b_total{otel_scope_name="a"} 2
            b_total{otel_scope_name="z"} 1
            """);
    }

    [Fact]
    public async Task Instruments_of_different_types_with_one_name_drop_the_family()
    {
        using var probe = new MetricsProbe();
        probe.Meter("a").CreateCounter<long>("x").Add(1);
        probe.Meter("b").CreateGauge<long>("x.total").Record(1);
        probe.Meter("b").CreateGauge<long>("y").Record(1);
        await EqualAsync(probe, """
            # TYPE y gauge
            y{otel_scope_name="b"} 1
            """);
    }

    [Fact]
    public async Task The_same_series_is_written_once()
    {
        using var probe = new MetricsProbe();
        var meter = probe.Meter();
        meter.CreateGauge<long>("a.b").Record(1);
        meter.CreateGauge<long>("a_b").Record(2);
        await EqualAsync(probe, """
            # TYPE a_b gauge
            a_b{otel_scope_name="m"} 1
            """);
    }

    [Fact]
    public async Task Target_info_is_first()
    {
        using var probe = new MetricsProbe(ResourceBuilder.CreateEmpty().AddAttributes([new("service.name", "backend"), new("service.version", "1")]));
        probe.Meter().CreateCounter<long>("a").Add(1);
        await EqualAsync(probe, """
            # TYPE target_info gauge
            # HELP target_info Target metadata
            target_info{service_name="backend",service_version="1"} 1
            # TYPE a_total counter
            a_total{otel_scope_name="m"} 1
            """);
    }

    [Fact]
    public async Task Long_label_values_are_cut()
    {
        using var probe = new MetricsProbe();
        probe.Meter().CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("x", new string('x', 1023) + "😀" + new string('y', 5000)));
        Assert.Contains("x=\"" + new string('x', 1023) + "\"}", await probe.TextAsync(), StringComparison.Ordinal);
    }

    private static async Task EqualAsync(MetricsProbe probe, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("\n") + "\n", await probe.TextAsync());
}
