using System.Globalization;

namespace Todo.Frontend.Forms;

/// <summary>The fields of a form as people filled them in: trimmed, and null when left empty.</summary>
public sealed class FormFields(IFormCollection form)
{
    public string? this[string name] => form[name].ToString().Trim() is { Length: > 0 } value ? value : null;

    /// <summary>A number, or null where there is none.</summary>
    public long? Number(string name) => long.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Each value of a field that may come several times.</summary>
    public IReadOnlyList<string> All(string name) => [.. form[name].OfType<string>()];

    /// <summary>As it was typed, for passwords and texts in which blanks count.</summary>
    public string Raw(string name) => form[name].ToString();

    public bool Has(string name) => form.ContainsKey(name);
}
