namespace Todo.Hosting.Metrics;

internal enum FamilyType
{
    Counter,
    Gauge,
    Histogram,
}

internal readonly record struct Label(string Key, string Value);

/// <summary>One line: <c>name{labels} value</c>.</summary>
internal sealed record Sample(string Name, IReadOnlyList<Label> Labels, double Value, long? Integer = null);

/// <summary>All lines under one <c># TYPE</c>.</summary>
internal sealed record MetricFamily(string Name, FamilyType Type, string? Help, IReadOnlyList<Sample> Samples);
