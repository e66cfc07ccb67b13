using System.Security.Cryptography;

namespace Todo.Cli.Secrets;

/// <summary>Fresh values.</summary>
internal static class SecretValues
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>32 random bytes in base64.</summary>
    public static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>32 letters and digits, 190 bits: the same in a URL, in SQL and in a shell.</summary>
    public static string Password() => RandomNumberGenerator.GetString(Letters, 32);
}
