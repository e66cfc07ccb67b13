using Npgsql;

namespace Todo.Backend.Database.Backup;

/// <summary>A table as the database's catalog has it; the quoted names are PostgreSQL's own, fit for a statement.</summary>
internal sealed record BackupTable(string Name, string Quoted, string[] Columns, string[] QuotedColumns, string? QuotedIdentity, string? Sequence, string Order)
{
    // The migrator's own record, what processes hold for a moment, and the epoch, which every restore renews.
    private const string Catalog =
        """
        select c.relname, quote_ident(c.relname),
               array_agg(a.attname::text order by a.attnum), array_agg(quote_ident(a.attname) order by a.attnum),
               max(quote_ident(a.attname)) filter (where a.attidentity <> ''),
               max(pg_get_serial_sequence(quote_ident(c.relname), a.attname)) filter (where a.attidentity <> ''),
               coalesce((select string_agg(quote_ident(k.attname), ', ' order by key.place)
                         from pg_index i
                         cross join unnest(i.indkey::smallint[]) with ordinality as key(number, place)
                         join pg_attribute k on k.attrelid = i.indrelid and k.attnum = key.number
                         where i.indrelid = c.oid and i.indisprimary), '1')
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '' and c.relname not in ('schema_migrations', 'leases', 'journal_epoch')
        group by c.oid, c.relname
        order by c.relname
        """;

    private const string References =
        """
        select r.relname, t.relname
        from pg_constraint f join pg_class r on r.oid = f.conrelid join pg_class t on t.oid = f.confrelid
        where f.contype = 'f' and f.conrelid <> f.confrelid and r.relnamespace = current_schema()::regnamespace
        """;

    /// <summary>All tables, each after those that it refers to.</summary>
    public static async Task<IReadOnlyList<BackupTable>> AllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var tables = new List<BackupTable>();
        await using (var command = new NpgsqlCommand(Catalog, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                tables.Add(new BackupTable(
                    reader.GetString(0),
                    reader.GetString(1),
                    await reader.GetFieldValueAsync<string[]>(2, cancellation),
                    await reader.GetFieldValueAsync<string[]>(3, cancellation),
                    await reader.IsDBNullAsync(4, cancellation) ? null : reader.GetString(4),
                    await reader.IsDBNullAsync(5, cancellation) ? null : reader.GetString(5),
                    reader.GetString(6)));
            }
        }

        var references = new List<(string From, string To)>();
        await using (var command = new NpgsqlCommand(References, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                references.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        return Ordered(tables, references);
    }

    private static List<BackupTable> Ordered(List<BackupTable> tables, List<(string From, string To)> references)
    {
        var ordered = new List<BackupTable>();
        while (ordered.Count < tables.Count)
        {
            var next = tables.Find(table => !ordered.Contains(table)
                && references.TrueForAll(reference => reference.From != table.Name || ordered.Exists(done => done.Name == reference.To)));
            ordered.Add(next ?? throw new BackupException("Tables refer to each other in a circle: they can't be copied one after the other."));
        }

        return ordered;
    }
}
