using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Accounts.Tokens;

/// <summary>
/// A personal access token as text: <c>todo_pat_</c>, 32 random characters of base 62, 6 more that check them. Secret scanners find it by
/// <c>todo_pat_[0-9A-Za-z]{38}</c>, and junk is refused without a query.
/// </summary>
internal static class PersonalTokenText
{
    public const string Prefix = "todo_pat_";

    private const int RandomLength = 32;
    private const int CheckLength = 6;

    public static string New()
    {
        var random = RandomText.New(RandomLength);
        return Prefix + random + Check(random);
    }

    public static bool IsWellFormed(string token) =>
        token.Length == Prefix.Length + RandomLength + CheckLength
        && token.StartsWith(Prefix, StringComparison.Ordinal)
        && string.Equals(token[^CheckLength..], Check(token[Prefix.Length..^CheckLength]), StringComparison.Ordinal);

    public static Operations.Scopes Scopes(IEnumerable<string> names) =>
        names.Aggregate(Operations.Scopes.None, (all, name) => all | name switch
        {
            "read" => Operations.Scopes.Read,
            "write" => Operations.Scopes.Read | Operations.Scopes.Write,
            _ => Operations.Scopes.None,
        });

    // No secret: it finds typing errors, nothing else.
    private static string Check(string random)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(random));
        return string.Create(CheckLength, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = RandomText.Base62[bytes[i] % RandomText.Base62.Length];
            }
        });
    }
}
