using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Todo.Backend.Mcp.Resources;

/// <summary>What a resource's URI asks for.</summary>
internal abstract record TaskUri
{
    public const string Tasks = "todo://tasks";
    public const string Today = "todo://today";
    public const string TaskPrefix = "todo://task/";
    public const string TasksTemplate = Tasks + "{?status,cursor}";
    public const string TaskTemplate = TaskPrefix + "{id}";

    /// <summary>Null when there is no such resource.</summary>
    public static TaskUri? Read(string uri)
    {
        if (uri == Today)
        {
            return new Due();
        }

        if (uri.StartsWith(TaskPrefix, StringComparison.Ordinal))
        {
            return long.TryParse(uri.AsSpan(TaskPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new One(id) : null;
        }

        var question = uri.IndexOf('?', StringComparison.Ordinal);
        if ((question < 0 ? uri : uri[..question]) != Tasks)
        {
            return null;
        }

        var query = QueryHelpers.ParseQuery(question < 0 ? "" : uri[question..]);
        return query.Keys.All(key => key is "status" or "cursor") && query.Values.All(values => values.Count == 1) && (string?)query.GetValueOrDefault("status") is null or "all" or "pending" or "completed"
            ? new Many(query.GetValueOrDefault("status"), query.GetValueOrDefault("cursor"))
            : null;
    }

    public static string Of(long id) => TaskPrefix + id.ToString(CultureInfo.InvariantCulture);

    internal sealed record One(long Id) : TaskUri;

    internal sealed record Many(string? Status, string? Cursor) : TaskUri;

    /// <summary>Today's and what is overdue.</summary>
    internal sealed record Due : TaskUri;
}
