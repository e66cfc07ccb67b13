namespace Todo.Frontend.Forms;

/// <summary>The fields of a form as people filled them in: trimmed, and null when left empty.</summary>
public sealed class FormFields(IFormCollection form)
{
    public string? this[string name] => form[name].ToString().Trim() is { Length: > 0 } value ? value : null;

    /// <summary>As it was typed, for passwords and texts in which blanks count.</summary>
    public string Raw(string name) => form[name].ToString();

    public bool Has(string name) => form.ContainsKey(name);
}
