namespace Todo.Cli.Secrets;

/// <summary>One kind of Secret: its keys, what makes its first values, what rotates them.</summary>
/// <param name="Name">The Secret is called <c>INSTANCE-NAME</c>.</param>
/// <param name="Keys">Each must be there, and not empty.</param>
internal sealed record SecretKind(string Name, params IReadOnlyList<string> Keys)
{
    /// <summary>Keys that may be there as well.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>The first values; null where only you can know them.</summary>
    public Func<SecretScope, Dictionary<string, string>>? Make { get; init; }

    /// <summary>Made by <c>create</c> also where it is not asked for by name.</summary>
    public bool IsMadeAtFirst { get; init; }

    /// <summary>The values after a rotation, from those before; null where no command rotates it.</summary>
    public Func<IReadOnlyDictionary<string, string>, Dictionary<string, string>>? Rotate { get; init; }

    /// <summary>The key whose former value stays valid in <c>KEY-previous</c>; null where there is no such thing.</summary>
    public string? Overlapping { get; init; }

    /// <summary>Why its former value can't be given up at once; null where it can.</summary>
    public string? Kept { get; init; }

    /// <summary>What to know after a rotation; {0} is the instance.</summary>
    public string Afterwards { get; init; } = "";

    /// <summary>A key, the one before it, and both rotated.</summary>
    public static SecretKind OfKey(string name, string key) => new(name, key, key + "-previous")
    {
        Make = _ =>
        {
            var first = SecretValues.Key();
            return new(StringComparer.Ordinal) { [key] = first, [key + "-previous"] = first };
        },
        Rotate = before => new(before, StringComparer.Ordinal) { [key] = SecretValues.Key(), [key + "-previous"] = before[key] },
        Overlapping = key,
    };
}

/// <summary>Whose secrets: the instance, its namespace, and where its database is.</summary>
internal sealed record SecretScope(string Instance, string Namespace, string DatabaseHost, string Database)
{
    /// <summary>The certificate authority, for what it signs; there before its certificates are.</summary>
    public IReadOnlyDictionary<string, string>? Authority { get; init; }

    public string Of(SecretKind kind) => $"{Instance}-{kind.Name}";
}
