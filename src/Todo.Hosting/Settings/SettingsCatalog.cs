using System.Reflection;
using System.Text;

namespace Todo.Hosting.Settings;

/// <summary>Every setting of a service: what env.example is written from and compared with.</summary>
public sealed class SettingsCatalog
{
    private SettingsCatalog(string prefix, IReadOnlyList<SettingDefinition> settings)
    {
        Prefix = prefix;
        Settings = settings;
    }

    public string Prefix { get; }

    /// <summary>By class, then in the order in which the class declares them.</summary>
    public IReadOnlyList<SettingDefinition> Settings { get; }

    /// <summary>The settings classes of the assemblies, found by their properties' attribute, the shared ones of this library first.</summary>
    public static SettingsCatalog Of(string prefix, params Assembly[] assemblies) =>
        Of(prefix, assemblies
            .Prepend(typeof(SettingsCatalog).Assembly)
            .Distinct()
            .SelectMany(assembly => assembly.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false })
                .Where(type => type.GetProperties().Any(property => property.IsDefined(typeof(SettingAttribute))))
                .OrderBy(type => type.FullName, StringComparer.Ordinal)));

    /// <summary>The given settings classes.</summary>
    public static SettingsCatalog Of(string prefix, IEnumerable<Type> types) =>
        new(prefix, [.. types.SelectMany(type => SettingDefinition.Of(type, prefix))]);

    /// <summary>The text of the service's env.example: each setting with what it does, and its default commented out.</summary>
    public string ToEnvExample()
    {
        var text = new StringBuilder();
        text.AppendLine($"# Settings of the {Prefix.ToLowerInvariant()} service, as environment variables. An empty value counts as not set.");
        text.AppendLine("# This file is written from the settings classes; a test compares them. Copy what you need to .env for local development.");
        foreach (var group in Settings.GroupBy(setting => setting.Owner))
        {
            text.AppendLine().AppendLine($"## {Title(group.Key)}");
            foreach (var setting in group)
            {
                Append(text.AppendLine(), setting);
            }
        }

        return text.ToString();
    }

    private static string Title(Type type) =>
        type.Name.EndsWith("Settings", StringComparison.Ordinal) ? type.Name[..^"Settings".Length] : type.Name;

    private static void Append(StringBuilder text, SettingDefinition setting)
    {
        text.AppendLine($"# {setting.Description}");
        if (setting.Type.IsEnum)
        {
            text.AppendLine($"# One of: {string.Join(", ", SettingValue.Choices(setting.Type))}.");
        }

        if (setting.Min is not null || setting.Max is not null)
        {
            text.AppendLine($"# {Range(setting)}.");
        }

        var value = setting.Default ?? setting.Example;
        if (setting.IsSecret)
        {
            text.AppendLine(setting.IsRequired ? "# Required; a secret. The file is read again when it changes." : "# A secret. The file is read again when it changes.");
            text.AppendLine($"#{setting.FileName}=/run/secrets/{setting.Name.ToLowerInvariant()}");
            text.AppendLine($"#{setting.Name}={value}");
        }
        else if (setting.IsRequired)
        {
            text.AppendLine("# Required.").AppendLine($"{setting.Name}={value}");
        }
        else
        {
            if (setting.Default is null && setting.Example is not null)
            {
                text.AppendLine("# Not set by default; for example:");
            }

            text.AppendLine($"#{setting.Name}={value}");
        }
    }

    private static string Range(SettingDefinition setting) => (setting.Min, setting.Max) switch
    {
        ({ } min, { } max) => $"From {min} to {max}",
        ({ } min, null) => $"{min} or more",
        _ => $"{setting.Max} or less",
    };
}
