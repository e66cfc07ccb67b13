using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Accounts;

/// <summary>Unguessable texts and the hash that stands for them in the database.</summary>
internal static class RandomText
{
    public const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>32 characters, 190 bits: session tokens, codes and ids.</summary>
    public static string New(int length = 32) => RandomNumberGenerator.GetString(Base62, length);

    /// <summary>SHA-256 is enough for what has 190 random bits: there is nothing to guess slowly.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
