using System.Net;
using System.Reflection;

namespace Todo.Hosting.Settings;

/// <summary>One setting as the catalog lists it.</summary>
/// <param name="Owner">The settings class.</param>
/// <param name="Property">The property that takes the value.</param>
/// <param name="Name">The variable with the service's prefix.</param>
/// <param name="Description">What it does.</param>
/// <param name="Default">The value when it is not set, as text.</param>
/// <param name="Example">A value for env.example.</param>
/// <param name="Min">Least value, as text.</param>
/// <param name="Max">Greatest value, as text.</param>
/// <param name="Type">The type without its nullability.</param>
/// <param name="IsRequired">The start fails without it.</param>
public sealed record SettingDefinition(
    Type Owner,
    PropertyInfo Property,
    string Name,
    string Description,
    string? Default,
    string? Example,
    string? Min,
    string? Max,
    Type Type,
    bool IsRequired)
{
    public bool IsSecret => Type == typeof(Secret);

    public string FileName => Name + "_FILE";

    internal static IEnumerable<SettingDefinition> Of(Type owner, string prefix)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var property in owner.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<SettingAttribute>() is not { } setting)
            {
                continue;
            }

            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var optional = setting.Default is not null
                || type.IsArray
                || type != property.PropertyType
                || nullability.Create(property).WriteState == NullabilityState.Nullable;
            var name = setting.Name.StartsWith('*') ? prefix + setting.Name[1..] : setting.Name;
            yield return new SettingDefinition(
                owner, property, name, setting.Description, setting.Default, setting.Example, setting.Min, setting.Max, type, !optional);
        }
    }

    internal object Parse(string text)
    {
        var value = SettingValue.Parse(Type, text);
        if (Min is not null && Compare(value, Min) < 0)
        {
            throw new FormatException($"must be {Min} or more");
        }

        return Max is not null && Compare(value, Max) > 0 ? throw new FormatException($"must be {Max} or less") : value;
    }

    internal object? WhenAbsent() =>
        Default is { Length: > 0 } ? SettingValue.Parse(Type, Default)
        : Type == typeof(string[]) ? Array.Empty<string>()
        : Type == typeof(IPNetwork[]) ? Array.Empty<IPNetwork>()
        : Type == typeof(string) && Default is not null ? ""
        : null;

    private int Compare(object value, string limit) => ((IComparable)value).CompareTo(SettingValue.Parse(Type, limit));
}
