namespace Todo.Cli.Secrets;

/// <summary>How the former value fares.</summary>
internal enum Overlap
{
    /// <summary>A new value; the former one stays valid beside it.</summary>
    Keep,

    /// <summary>A new value, and the former one is of no more use.</summary>
    None,

    /// <summary>No new value; the former one is of no more use.</summary>
    End,
}

/// <summary>Changes one secret.</summary>
internal sealed class SecretRotation(ISecretCluster cluster, TimeProvider time, Action<string> say)
{
    // Twice what a kubelet takes at most to show a changed Secret to its pods.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    /// <exception cref="UserException">This kind, or this Secret, is not rotated so.</exception>
    /// <exception cref="FailureException">It is missing, lacks a key, or was changed meanwhile.</exception>
    public async Task RotateAsync(SecretScope scope, SecretKind kind, Overlap overlap, CancellationToken cancellation)
    {
        Refuse(scope, kind, overlap);
        var name = scope.Of(kind);
        var before = await cluster.FindAsync(name, cancellation)
            ?? throw new FailureException($"There is no Secret {name} in the namespace {scope.Namespace}: make it by ./todo secrets create, or name its instance and namespace.");
        if (before.Owner is { } owner)
        {
            throw new UserException($"The Secret {name} is kept by {owner}, which would undo the change: change the value where that takes it from.");
        }

        if (kind.Keys.FirstOrDefault(key => string.IsNullOrEmpty(before.Values.GetValueOrDefault(key)) && !key.EndsWith("-previous", StringComparison.Ordinal)) is { } missing)
        {
            throw new FailureException($"The Secret {name} has nothing in its key {missing}: fill it first (docs/secrets.md).");
        }

        var now = time.GetUtcNow();
        if (overlap == Overlap.Keep && before.Rotated is { } last && now - last < Settled)
        {
            say($"Warning: {name} was rotated {(now - last).TotalSeconds:0} s ago. A pod that has not read that yet can't follow two rotations at once.");
        }

        var after = await AfterAsync(scope, kind, overlap, before, cancellation);
        if (!await cluster.ReplaceAsync(before.With(after, now), cancellation))
        {
            throw new FailureException($"The Secret {name} was changed meanwhile, by somebody else: nothing was done. Look at it, and try again if you still want to.");
        }

        say(overlap == Overlap.End ? $"The Secret {name} is valid alone; the value before it is gone." : $"The Secret {name} has a new value.");
        if (overlap == Overlap.None)
        {
            say("The value before it is gone as well: what still uses it fails until it has read the new one.");
        }
        else if (overlap == Overlap.Keep && kind.Afterwards.Length > 0)
        {
            say(kind.Afterwards.Replace("{0}", scope.Instance, StringComparison.Ordinal));
        }
    }

    private async Task<Dictionary<string, string>> AfterAsync(SecretScope scope, SecretKind kind, Overlap overlap, SecretObject before, CancellationToken cancellation)
    {
        if (kind == SecretCatalog.Certificate)
        {
            var maker = new SecretMaker(cluster, say);
            return kind.Make!(await maker.WithAuthorityAsync(scope, kind, cancellation));
        }

        var after = overlap == Overlap.End ? new(before.Values, StringComparer.Ordinal) : kind.Rotate!(before.Values);
        if (overlap != Overlap.Keep)
        {
            after[kind.Overlapping + "-previous"] = after[kind.Overlapping!];
        }

        return after;
    }

    private static void Refuse(SecretScope scope, SecretKind kind, Overlap overlap)
    {
        if (kind.Rotate is null && kind != SecretCatalog.Certificate)
        {
            throw new UserException($"{scope.Of(kind)} is not rotated by command; docs/secrets.md says what to do instead.");
        }

        if (overlap != Overlap.Keep && kind.Overlapping is null)
        {
            throw new UserException($"{scope.Of(kind)} has no value before the current one: rotate it without --now and --end.");
        }

        if (overlap == Overlap.None && kind.Kept is { } reason)
        {
            throw new UserException($"{reason}: rotate without --now, and end the overlap by --end when you no longer need them.");
        }
    }
}
