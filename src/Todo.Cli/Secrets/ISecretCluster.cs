namespace Todo.Cli.Secrets;

/// <summary>The Secrets of one namespace of a cluster.</summary>
internal interface ISecretCluster : IDisposable
{
    /// <summary>Null when there is none of this name.</summary>
    /// <exception cref="FailureException">The cluster can't be reached, or refuses.</exception>
    Task<SecretObject?> FindAsync(string name, CancellationToken cancellation);

    /// <summary>False when there is one of this name already, which stays as it is.</summary>
    /// <exception cref="FailureException">The cluster can't be reached, or refuses.</exception>
    Task<bool> CreateAsync(SecretObject secret, CancellationToken cancellation);

    /// <summary>False when somebody has changed it since it was read; it stays as they made it.</summary>
    /// <exception cref="FailureException">The cluster can't be reached, or refuses.</exception>
    Task<bool> ReplaceAsync(SecretObject secret, CancellationToken cancellation);
}
