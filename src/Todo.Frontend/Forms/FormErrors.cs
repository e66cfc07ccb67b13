using Todo.Contracts;

namespace Todo.Frontend.Forms;

/// <summary>What was wrong with a form: one sentence for the whole, and one for each field by its name.</summary>
public sealed record FormErrors(string? Summary, IReadOnlyDictionary<string, string[]> Fields)
{
    public static readonly FormErrors None = new(Summary: null, new Dictionary<string, string[]>(StringComparer.Ordinal));

    public bool Any => Summary is not null || Fields.Count > 0;

    public string? this[string field] => Fields.TryGetValue(field, out var messages) && messages.Length > 0 ? string.Join(' ', messages) : null;

    public static FormErrors Of(ApiException exception) =>
        exception.Problem.Errors is { Count: > 0 } fields
            ? new FormErrors("Please correct what is marked below.", fields)
            : new FormErrors(exception.Problem.Text, None.Fields);

    public static FormErrors Of(string field, string message) =>
        new("Please correct what is marked below.", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>The id of the field's message for aria-describedby, or null.</summary>
    public string? DescribedBy(string field) => this[field] is null ? null : $"{field}-error";

    public string? Invalid(string field) => this[field] is null ? null : "true";
}
