using System.Text;

namespace Todo.Backend.Accounts.Passwords;

/// <summary>What is wrong with a new password.</summary>
internal enum PasswordFault
{
    None,
    TooShort,
    TooLong,
    Common,
    Malformed,
}

/// <summary>
/// 8 to 128 characters, counted as people count them in any script (Unicode code points, not bytes or UTF-16 units); no rules of
/// composition (NIST SP 800-63B 5.1.1.2), but not one that everybody tries first.
/// </summary>
internal static class PasswordRules
{
    private const int Min = 8;
    private const int Max = 128;

    private static readonly Lazy<HashSet<string>> Common = new(Load);

    public static PasswordFault Check(string password, string? email = null)
    {
        var length = 0;
        foreach (var rune in password.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !password.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return PasswordFault.Malformed;
            }

            length++;
        }

        return length < Min ? PasswordFault.TooShort
            : length > Max ? PasswordFault.TooLong
            : Common.Value.Contains(password.ToLowerInvariant()) || IsOwn(password, email) ? PasswordFault.Common
            : PasswordFault.None;
    }

    // The address itself, or its name before the @.
    private static bool IsOwn(string password, string? email) =>
        email is not null
        && (password.Equals(email, StringComparison.OrdinalIgnoreCase) || password.AsSpan().Equals(email.AsSpan(0, email.IndexOf('@', StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase));

    private static HashSet<string> Load()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        var passwords = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && !line.StartsWith('#'))
            {
                passwords.Add(line);
            }
        }

        return passwords;
    }
}
