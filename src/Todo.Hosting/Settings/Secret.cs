namespace Todo.Hosting.Settings;

/// <summary>
/// A secret value. From a file it is read again when the file changes, at most once a second and only when asked for;
/// the content decides, not a time stamp, so that Kubernetes' swap of the <c>..data</c> link is seen like any other change.
/// </summary>
public sealed class Secret
{
    private const long CheckEveryMilliseconds = 1000;

    // A change reaches every replica within this: Kubernetes brings a changed file to all pods in well under two minutes.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(3);

    private readonly string? path;
    private readonly TimeProvider time;
    private readonly long origin;
    private volatile Values values;
    private long checkedAt;

    /// <summary>A fixed value.</summary>
    public Secret(string value)
    {
        values = new Values(value, Previous: null, ChangedAt: 0);
        time = TimeProvider.System;
    }

    private Secret(string path, string value, TimeProvider time)
    {
        this.path = path;
        this.time = time;
        values = new Values(value, Previous: null, ChangedAt: 0);
        origin = time.GetTimestamp();
    }

    /// <summary>The value now. The same string instance as long as it has not changed.</summary>
    public string Current => Latest().Current;

    /// <summary>The value before the last change, for an overlap; null when there was none since the start.</summary>
    public string? Previous => Latest().Previous;

    /// <summary>The value before a change that other replicas may not have seen yet; null when there is none.</summary>
    internal string? Recent => Latest() is { Previous: { } previous } latest && time.GetElapsedTime(latest.ChangedAt) < Overlap ? previous : null;

    /// <summary>It comes from a file and follows it.</summary>
    public bool IsFromFile => path is not null;

    /// <summary>Why the file could not be read the last time; null when it could.</summary>
    public string? Failure { get; private set; }

    /// <summary>Reads the file once; throws IOException or UnauthorizedAccessException when that fails, FormatException when it is empty.</summary>
    public static Secret FromFile(string path, TimeProvider? time = null)
    {
        var value = Read(path);
        return value.Length == 0 ? throw new FormatException("the file is empty") : new Secret(path, value, time ?? TimeProvider.System);
    }

    /// <summary>Never the value: secrets end up in logs by being formatted.</summary>
    public override string ToString() => "(secret)";

    private static string Read(string path) => File.ReadAllText(path).TrimEnd('\r', '\n');

    private Values Latest()
    {
        if (path is null)
        {
            return values;
        }

        var now = (long)time.GetElapsedTime(origin).TotalMilliseconds;
        var last = Interlocked.Read(ref checkedAt);
        if (now - last < CheckEveryMilliseconds || Interlocked.CompareExchange(ref checkedAt, now, last) != last)
        {
            return values;
        }

        try
        {
            var value = Read(path);
            Failure = value.Length == 0 ? "the file is empty" : null;
            if (value.Length > 0 && !string.Equals(value, values.Current, StringComparison.Ordinal))
            {
                values = new Values(value, values.Current, time.GetTimestamp());
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that is gone for a moment, or for good: what was read last stays valid until there is something new.
            Failure = exception.Message;
        }

        return values;
    }

    private sealed record Values(string Current, string? Previous, long ChangedAt);
}
