using System.Text.Json.Nodes;

namespace Todo.Backend.OpenApi;

/// <summary>What opens an operation.</summary>
internal enum Access
{
    Anonymous,

    /// <summary>The session token of <c>/api/auth</c>.</summary>
    Session,

    /// <summary>The session token, or nothing.</summary>
    OptionalSession,

    /// <summary>An access token, or a personal one with the scope <c>read</c>.</summary>
    Read,

    /// <summary>An access token, or a personal one with the scope <c>write</c>.</summary>
    Write,

    /// <summary>An access token only.</summary>
    Account,
}

/// <summary>One method of one path, in words. <see cref="ApiDocument"/> adds what follows from <see cref="Access"/> and <see cref="HasUserForm"/>.</summary>
/// <param name="Path">With <c>/api</c>; of the caller's own form where there are two.</param>
/// <param name="Id">The operation's name in generated clients.</param>
internal sealed record Operation(string Method, string Path, string Id, string Tag, string Summary, string Description)
{
    public required Access Access { get; init; }

    /// <summary>The same is at <c>/api/{user_id}/…</c>.</summary>
    public bool HasUserForm { get; init; }

    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    public Body? Body { get; init; }

    /// <summary>The answers that are particular to it.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>Statuses of the shared problems that it may give; those that follow from access, body and database need not be named.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];

    /// <summary>It asks the database, and so may be 503.</summary>
    public bool NeedsDatabase { get; init; } = true;

    /// <summary>It answers whatever happens, and as often as it is asked.</summary>
    public bool IsProbe { get; init; }
}

/// <summary>A parameter, or by <see cref="Shared"/> the name of one under components.</summary>
internal sealed record Parameter(string In, string Name, string Description, JsonObject Schema, JsonNode? Example = null)
{
    public string? Shared { get; init; }

    public static Parameter Query(string name, string description, JsonObject schema, JsonNode? example = null) => new("query", name, description, schema, example);

    public static Parameter Ref(string name) => new("", name, "", []) { Shared = name };
}

/// <summary>A request's body.</summary>
internal sealed record Body(string Description, params Content[] Contents)
{
    public bool IsOptional { get; init; }
}

/// <summary>One media type of a body or answer with its schema and named examples.</summary>
internal sealed record Content(string Type, JsonObject? Schema, params (string Name, string Summary, JsonNode Value)[] Examples)
{
    public static Content Json(string schema, params (string Name, string Summary, JsonNode Value)[] examples) =>
        new("application/json", OpenApi.Schema.Ref(schema), examples);
}

/// <summary>One status of an operation; by <see cref="Shared"/> one under components.</summary>
internal sealed record Answer(int Status, string Description, params Content[] Contents)
{
    public IReadOnlyList<string> Headers { get; init; } = [];

    public string? Shared { get; init; }

    public static Answer Ref(int status, string name) => new(status, "") { Shared = name };
}
