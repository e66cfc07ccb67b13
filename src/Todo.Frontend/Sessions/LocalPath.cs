namespace Todo.Frontend.Sessions;

/// <summary>Addresses to return to: only our own (CWE-601).</summary>
public static class LocalPath
{
    /// <summary>The path itself when it is one of ours, otherwise the given one.</summary>
    public static string Or(string? path, string fallback) => IsLocal(path) ? path : fallback;

    /// <summary>
    /// One slash and then neither slash nor backslash, which browsers read as the start of a host (WHATWG URL 4.4), and no
    /// control character, which they drop before they look.
    /// </summary>
    public static bool IsLocal([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? path) =>
        path is ['/', ..]
        && path is not ['/', '/' or '\\', ..]
        && path.Length <= 2000
        && !path.Any(c => char.IsControl(c) || c == '\\');
}
