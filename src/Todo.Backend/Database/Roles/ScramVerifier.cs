using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Database.Roles;

/// <summary>
/// What PostgreSQL keeps of a password (RFC 5803, with SCRAM-SHA-256 of RFC 7677): made here, so that no statement, and so no
/// server log, ever has the password itself.
/// </summary>
internal static class ScramVerifier
{
    private const string Scheme = "SCRAM-SHA-256";
    private const int Iterations = 4096;
    private const int SaltLength = 16;

    /// <summary><c>SCRAM-SHA-256$ITERATIONS:SALT$STORED:SERVER</c> with a fresh salt.</summary>
    /// <param name="password">ASCII only: beyond it SASLprep (RFC 4013) would have to be applied first.</param>
    public static string Make(string password) => Make(password, RandomNumberGenerator.GetBytes(SaltLength), Iterations);

    /// <summary>Whether this verifier is of this password.</summary>
    public static bool Fits(string? verifier, string password)
    {
        if (verifier?.Split('$') is not [Scheme, var parameters, _]
            || parameters.Split(':') is not [var count, var salt]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations == 0)
        {
            return false;
        }

        try
        {
            var same = Make(password, Convert.FromBase64String(salt), iterations);
            return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(same), Encoding.ASCII.GetBytes(verifier));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    internal static string Make(string password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
