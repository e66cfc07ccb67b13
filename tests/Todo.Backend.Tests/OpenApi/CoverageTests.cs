using Todo.Backend.OpenApi;
using Todo.Testing;

namespace Todo.Backend.Tests.OpenApi;

[Trait("rule", "A1")]
public sealed class CoverageTests
{
    [Fact]
    public async Task The_document_has_every_endpoint_of_the_public_port_and_no_other()
    {
        await using var backend = await TestBackend.StartAsync();
        var mapped = MappedEndpoint.Of(backend).Where(endpoint => endpoint is { IsPublic: true, IsMcp: false }).Select(endpoint => $"{endpoint}").Order(StringComparer.Ordinal).ToList();
        var described = ApiDescription.Parse(ApiDocument.Current.Json.Span).Operations.Select(operation => $"{operation}").Order(StringComparer.Ordinal).ToList();

        Assert.Empty(mapped.Except(described).Select(name => $"{name} is mapped, but not in the document"));
        Assert.Empty(described.Except(mapped).Select(name => $"{name} is in the document, but not mapped"));
        Assert.Equal(mapped.Count, described.Count);
    }

    [Fact]
    public async Task The_document_says_of_every_endpoint_what_opens_it()
    {
        await using var backend = await TestBackend.StartAsync();
        var description = ApiDescription.Parse(ApiDocument.Current.Json.Span);

        Assert.All(MappedEndpoint.Of(backend).Where(endpoint => endpoint is { IsPublic: true, IsMcp: false }), endpoint =>
        {
            var schemes = description.Operations.Single(operation => $"{operation}" == $"{endpoint}").Json["security"]!.AsArray()
                .SelectMany(requirement => requirement!.AsObject().Select(scheme => scheme.Key)).ToList();
            string[] expected = endpoint switch
            {
                { IsAuth: true } => ["session"],
                { IsAnonymous: true } => [],
                _ => ["accessToken", "personalToken"],
            };
            Assert.Subset(expected.ToHashSet(), schemes.ToHashSet());
            Assert.Equal(!endpoint.IsAnonymous, schemes.Contains("accessToken"));
        });
    }
}
