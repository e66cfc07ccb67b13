using Microsoft.AspNetCore.Builder;

namespace Todo.Hosting.Network;

/// <summary>The limit that each address has on an endpoint, checked before authentication; 429 with Retry-After beyond it.</summary>
public sealed record AddressLimit(RateLimit<AddressKey> Limit);

public static class AddressLimitExtensions
{
    /// <summary>All endpoints that are given the same limit share its buckets.</summary>
    public static TBuilder LimitByAddress<TBuilder>(this TBuilder builder, RateLimit<AddressKey> limit)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AddressLimit(limit));
}
