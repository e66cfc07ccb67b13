using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Todo.Backend.Accounts;

/// <summary>An address as Better Auth takes it: plain ASCII, kept in lower case.</summary>
internal static partial class EmailAddress
{
    private const int MaxLength = 254; // RFC 5321 4.5.3.1.3

    public static bool TryParse(string text, [NotNullWhen(true)] out string? email)
    {
        email = text.Length <= MaxLength && Pattern().IsMatch(text) ? text.ToLowerInvariant() : null;
        return email is not null;
    }

    [GeneratedRegex(@"^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+\-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
