namespace Todo.Cli.Secrets;

/// <summary>Makes the secrets that are absent; one that exists is only looked at.</summary>
internal sealed class SecretMaker(ISecretCluster cluster, Action<string> say)
{
    /// <summary>All of these kinds, in the order of the catalog.</summary>
    /// <exception cref="FailureException">One that exists lacks a key; all others have been made by then.</exception>
    public async Task MakeAsync(SecretScope scope, IReadOnlyCollection<SecretKind> kinds, CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var kind in SecretCatalog.All.Where(kinds.Contains))
        {
            var name = scope.Of(kind);
            if (await cluster.FindAsync(name, cancellation) is { } present)
            {
                Check(kind, present, problems);
            }
            else if (kind.Make is null)
            {
                problems.Add($"The Secret {name} is missing, and only you know its values: make it with {Keys(kind)} (docs/secrets.md).");
            }
            else if (await cluster.CreateAsync(SecretObject.Make(name, scope.Instance, kind.Make(await WithAuthorityAsync(scope, kind, cancellation))), cancellation))
            {
                say($"The Secret {name} is made, with {Keys(kind)}.");
            }
            else
            {
                // Somebody was faster.
                Check(kind, (await cluster.FindAsync(name, cancellation))!, problems);
            }
        }

        if (problems.Count > 0)
        {
            throw new FailureException(string.Join(' ', problems));
        }
    }

    /// <summary>The scope with the authority, where this kind is signed by it.</summary>
    public async Task<SecretScope> WithAuthorityAsync(SecretScope scope, SecretKind kind, CancellationToken cancellation)
    {
        if (kind != SecretCatalog.Certificate)
        {
            return scope;
        }

        var name = scope.Of(SecretCatalog.Authority);
        var authority = await cluster.FindAsync(name, cancellation)
            ?? throw new FailureException($"The Secret {name} is missing, whose key signs {scope.Of(kind)}: make it by ./todo secrets create --only {SecretCatalog.Authority.Name}, or bring a certificate of your own.");
        return SecretCatalog.Authority.Keys.All(key => authority.Values.GetValueOrDefault(key) is { Length: > 0 })
            ? scope with { Authority = authority.Values }
            : throw new FailureException($"The Secret {name} lacks {Keys(SecretCatalog.Authority)}: without them {scope.Of(kind)} can't be signed. Restore them, or bring a certificate of your own.");
    }

    private void Check(SecretKind kind, SecretObject secret, List<string> problems)
    {
        var missing = kind.Keys.Where(key => !secret.Values.ContainsKey(key)).ToList();
        var empty = kind.Keys.Where(key => secret.Values.GetValueOrDefault(key) is { } value && string.IsNullOrWhiteSpace(value)).ToList();
        if (missing.Count + empty.Count == 0)
        {
            say($"The Secret {secret.Name} is there.");
            return;
        }

        problems.AddRange(missing.Select(key => $"The Secret {secret.Name} lacks the key {key}: add it (docs/secrets.md)."));
        problems.AddRange(empty.Select(key => $"The Secret {secret.Name} has nothing in its key {key}: fill it (docs/secrets.md)."));
    }

    private static string Keys(SecretKind kind) => string.Join(" and ", kind.Keys);
}
