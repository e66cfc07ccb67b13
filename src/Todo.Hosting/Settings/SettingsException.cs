namespace Todo.Hosting.Settings;

/// <summary>Settings that are wrong or missing: one line each, naming the variable and what to do.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
