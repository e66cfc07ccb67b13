using System.Globalization;
using Todo.Backend.Database.Backup.S3;

namespace Todo.Backend.Tests.Database.Backup.S3;

/// <summary>The examples of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk".</summary>
[Trait("rule", "C12")]
public sealed class S3SignatureTests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly (string Access, string Secret) Key = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static readonly DateTimeOffset At = DateTimeOffset.Parse("2013-05-24T00:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public void An_object_with_a_range() => AssertSigned(
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", "GET", "/test.txt", [], Empty, ("range", "bytes=0-9"));

    [Fact]
    public void An_object_put_with_a_name_that_is_escaped() => AssertSigned(
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", "PUT", "/test$file.text", [], S3Signature.Hash("Welcome to Amazon S3."u8), ("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"));

    [Fact]
    public void A_parameter_without_value() => AssertSigned(
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", "GET", "/", [new("lifecycle", "")], Empty);

    [Fact]
    public void A_list_with_parameters_in_any_order() => AssertSigned(
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", "GET", "/", [new("prefix", "J"), new("max-keys", "2")], Empty);

    private static void AssertSigned(
        string signature, string method, string path, KeyValuePair<string, string>[] query, string payload, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> headers = new(StringComparer.Ordinal)
        {
            ["host"] = "examplebucket.s3.amazonaws.com",
            ["x-amz-content-sha256"] = payload,
            ["x-amz-date"] = "20130524T000000Z",
        };
        foreach (var (name, value) in more)
        {
            headers[name] = value;
        }

        var authorization = S3Signature.Authorization(Key, "us-east-1", At, method, S3Signature.Path(path), S3Signature.Query(query), headers);
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders={string.Join(';', headers.Keys.Order(StringComparer.Ordinal))},Signature={signature}",
            authorization);
    }
}
