using Npgsql;

namespace Todo.Backend.Database.Roles;

/// <summary>
/// The statements on roles and databases, which take no parameters: PostgreSQL itself puts names and values into constants of ours,
/// quoted, by its function format (%I a name, %L a value).
/// </summary>
internal static class RoleStatements
{
    public static async Task RunAsync(this NpgsqlConnection connection, string form, string[] values, CancellationToken cancellation)
    {
        await using var quote = new NpgsqlCommand("select pg_catalog.format($1, variadic $2)", connection);
        quote.Parameters.Add(new() { Value = form });
        quote.Parameters.Add(new() { Value = values });
        var statement = (string)(await quote.ExecuteScalarAsync(cancellation))!;
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The columns of the one row, as text; null where there is no row.</summary>
    public static async Task<string?[]?> RowAsync(this NpgsqlConnection connection, string query, string value, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(query, connection);
        command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var row = new string?[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = await reader.IsDBNullAsync(i, cancellation) ? null : reader.GetString(i);
        }

        return row;
    }
}
