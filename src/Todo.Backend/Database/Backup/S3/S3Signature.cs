using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Database.Backup.S3;

/// <summary>
/// AWS Signature Version 4 of a request with headers, its payload in one piece: Amazon S3 API Reference, "Authenticating Requests: Using the
/// Authorization Header", "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk".
/// </summary>
internal static class S3Signature
{
    public const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The value of the header Authorization.</summary>
    /// <param name="key">Access key and secret key.</param>
    /// <param name="region">The region the server answers for.</param>
    /// <param name="at">The time of x-amz-date.</param>
    /// <param name="method">GET, PUT, POST or DELETE.</param>
    /// <param name="path">The path as it is sent, see <see cref="Path"/>.</param>
    /// <param name="query">The query as it is sent, see <see cref="Query"/>.</param>
    /// <param name="headers">All that are signed, host and x-amz-content-sha256 among them; names in lower case.</param>
    public static string Authorization(
        (string Access, string Secret) key, string region, DateTimeOffset at, string method, string path, string query, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var sorted = headers.OrderBy(header => header.Key, StringComparer.Ordinal).ToList();
        var names = string.Join(';', sorted.Select(header => header.Key));
        var payload = sorted.Find(header => header.Key == "x-amz-content-sha256").Value;
        var canonical = $"{method}\n{path}\n{query}\n{string.Concat(sorted.Select(header => $"{header.Key}:{header.Value.Trim()}\n"))}\n{names}\n{payload}";

        var day = at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{day}/{region}/s3/aws4_request";
        var time = at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var text = $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";

        var signing = Encoding.UTF8.GetBytes("AWS4" + key.Secret);
        foreach (var part in new[] { day, region, "s3", "aws4_request" })
        {
            signing = HMACSHA256.HashData(signing, Encoding.UTF8.GetBytes(part));
        }

        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(signing, Encoding.UTF8.GetBytes(text)));
        return $"{Algorithm} Credential={key.Access}/{scope},SignedHeaders={names},Signature={signature}";
    }

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>A path whose segments are escaped once, as S3 alone wants it ("UriEncode").</summary>
    public static string Path(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The parameters in order, names and values escaped.</summary>
    public static string Query(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join('&', parameters
        .Select(parameter => (Name: Uri.EscapeDataString(parameter.Key), Value: Uri.EscapeDataString(parameter.Value)))
        .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
        .Select(parameter => $"{parameter.Name}={parameter.Value}"));
}
