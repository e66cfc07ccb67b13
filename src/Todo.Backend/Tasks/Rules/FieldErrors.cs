using Todo.Backend.Operations;

namespace Todo.Backend.Tasks.Rules;

/// <summary>Broken rules by the wire's field name, collected so that a sender sees all of them at once.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> byField = new(StringComparer.Ordinal);

    public bool Any => byField.Count > 0;

    public bool Has(string field) => byField.ContainsKey(field);

    public void Add(string field, string error)
    {
        if (!byField.TryGetValue(field, out var errors))
        {
            byField[field] = errors = [];
        }

        errors.Add(error);
    }

    public void AddAll(FieldErrors? others)
    {
        foreach (var (field, errors) in others?.byField ?? [])
        {
            errors.ForEach(error => Add(field, error));
        }
    }

    public void AddAll(IReadOnlyDictionary<string, string[]> others)
    {
        foreach (var (field, errors) in others)
        {
            Array.ForEach(errors, error => Add(field, error));
        }
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        byField.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);

    public Failure ToFailure() => Failure.Invalid(ToDictionary());
}
