using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Todo.Testing;

namespace Todo.Backend.Tests.Tasks;

/// <summary>The schema that the migrations make and the model that LINQ sees are the same.</summary>
[Trait("rule", "A15")]
public sealed class SchemaTests
{
    [Fact]
    public async Task Every_column_is_in_the_model_with_its_type_and_null_and_the_reverse()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Context();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            var present = await ColumnsAsync(connection, table);
            var modelled = new List<string>();
            foreach (var property in entity.GetProperties().Where(property => property.GetColumnName() != "xmin"))
            {
                modelled.Add($"{property.GetColumnName()} {await TypeAsync(connection, property)}{(property.IsNullable ? "" : " not null")}");
            }

            Assert.True(present.SequenceEqual(modelled.Order(StringComparer.Ordinal), StringComparer.Ordinal), $"{table}\n{string.Join("\n", present.Except(modelled).Select(column => "schema: " + column).Concat(modelled.Except(present).Select(column => "model: " + column)))}");
        }
    }

    private static async Task<List<string>> ColumnsAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand(
            "select attname || ' ' || atttypid::regtype || case when attnotnull then ' not null' else '' end from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped",
            connection);
        command.Parameters.Add(new() { Value = table });
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<string>();
        while (await reader.ReadAsync())
        {
            columns.Add(reader.GetString(0));
        }

        return [.. columns.Order(StringComparer.Ordinal)];
    }

    private static async Task<string> TypeAsync(NpgsqlConnection connection, IProperty property)
    {
        await using var command = new NpgsqlCommand("select $1::regtype::text", connection);
        command.Parameters.Add(new() { Value = property.GetColumnType() });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
