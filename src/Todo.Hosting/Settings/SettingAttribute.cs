namespace Todo.Hosting.Settings;

/// <summary>
/// One setting: an environment variable bound to an init property. A property that is nullable, an array, or has a
/// <see cref="Default"/> is optional; every other one is required. Properties of type <see cref="Secret"/> also take NAME_FILE.
/// </summary>
/// <param name="name">The variable, in SCREAMING_SNAKE_CASE; a leading <c>*</c> stands for the service's prefix.</param>
/// <param name="description">What it does, one or two plain sentences: env.example is made of it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string description) : Attribute
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>The value when the variable is absent or empty, as it would be written there.</summary>
    public string? Default { get; init; }

    /// <summary>Least value: a number, or a duration for TimeSpan.</summary>
    public string? Min { get; init; }

    /// <summary>Greatest value, as <see cref="Min"/>.</summary>
    public string? Max { get; init; }

    /// <summary>A value for env.example where there is no default.</summary>
    public string? Example { get; init; }
}

/// <summary>Rules between several settings of one class.</summary>
public interface ISettingsRules
{
    /// <summary>One sentence a problem that names the setting and says what to do; nothing when all is well.</summary>
    /// <param name="prefix">The service's prefix, which <c>*</c> stands for in names.</param>
    IEnumerable<string> Check(string prefix);
}
