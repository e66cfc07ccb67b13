namespace Todo.Cli.Services;

/// <summary>Settings for a service that yield to what the person has set.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>True when our environment names a value for this setting, by itself or as a file.</summary>
    public static bool IsGiven(string name) => Is(name) || Is(name + "_FILE");

    /// <summary>Set whatever the environment says: the run depends on it.</summary>
    public Settings Set(string name, string value)
    {
        values[name] = value;
        return this;
    }

    /// <summary>Set unless the environment gives it.</summary>
    public Settings Default(string name, string value) => IsGiven(name) ? this : Set(name, value);

    /// <summary>A secret by its file, unless the environment gives it.</summary>
    public Settings DefaultFile(string name, Func<string> file) => IsGiven(name) ? this : Set(name + "_FILE", file());

    private static bool Is(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}
