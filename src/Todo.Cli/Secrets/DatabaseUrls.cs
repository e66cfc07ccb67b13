using System.Text.RegularExpressions;

namespace Todo.Cli.Secrets;

/// <summary>The URLs of the database: made, and changed in nothing but user and password.</summary>
internal static partial class DatabaseUrls
{
    public const string Owner = "todo_owner";
    public const string FirstLogin = "todo_a";
    public const string SecondLogin = "todo_b";

    /// <summary>Where the containers see the authority's certificate.</summary>
    private const string AuthorityFile = "/run/secrets/todo/database-tls/ca.crt";

    public static string Make(SecretScope scope, string user) =>
        $"postgres://{user}:{SecretValues.Password()}@{scope.DatabaseHost}:5432/{scope.Database}?sslmode=verify-full&sslrootcert={AuthorityFile}";

    /// <summary>The same users with a new password.</summary>
    public static Dictionary<string, string> NewPassword(IReadOnlyDictionary<string, string> before) =>
        Change(before, user => user);

    /// <summary>The other of the two logins with a new password, in each URL that is there.</summary>
    public static Dictionary<string, string> OtherLogin(IReadOnlyDictionary<string, string> before) =>
        Change(before, user => user switch
        {
            FirstLogin => SecondLogin,
            SecondLogin => FirstLogin,
            _ => throw new UserException($"The URL's user is '{user}', and only {FirstLogin} and {SecondLogin} are rotated by command: make these two in your database, or change the Secret by kubectl (docs/secrets.md)."),
        });

    /// <summary>The user of a URL.</summary>
    public static string User(string url) => Uri.UnescapeDataString(Parts(url).Groups["user"].Value);

    private static Dictionary<string, string> Change(IReadOnlyDictionary<string, string> before, Func<string, string> next)
    {
        var password = SecretValues.Password();
        return before.ToDictionary(
            pair => pair.Key,
            pair =>
            {
                // An empty one that may be missing stays as it is.
                if (pair.Value.Length == 0)
                {
                    return "";
                }

                var parts = Parts(pair.Value);
                return $"{parts.Groups["scheme"].Value}{Uri.EscapeDataString(next(User(pair.Value)))}:{password}{parts.Groups["rest"].Value}";
            },
            StringComparer.Ordinal);
    }

    private static Match Parts(string url) => Url().Match(url.Trim()) is { Success: true } parts
        ? parts
        : throw new UserException("The URL is not of the form postgres://user:password@host:port/database: write it so, or change the Secret by kubectl (docs/secrets.md).");

    [GeneratedRegex(
        "^(?<scheme>postgres(ql)?://)(?<user>[^:@/]+)(:[^@/]*)?(?<rest>@.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Url();
}
