using Npgsql;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>A row that a turn writes on its way.</summary>
internal enum Writes
{
    Turn = 1,
    Response,
    Change,
    Result,
    Question,
    Decision,
    End,
    Text,
    Stop,
}

/// <summary>
/// Makes the product wait where it writes: in the transaction, before its commit. So a process can be killed exactly there, and the test says
/// whether the transaction then ends as if the database had lost its client at once, or commits what nobody hears of any more.
/// </summary>
internal sealed class Gate : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly NpgsqlConnection connection;
    private readonly Writes place;

    private Gate(NpgsqlConnection connection, Writes place) => (this.connection, this.place) = (connection, place);

    /// <summary>Once for a database, before any process uses it.</summary>
    public static Task BuildAsync(TestDatabase database) => database.ExecuteAsync(
        """
        create table test_gates (place int primary key, what text not null);
        grant select on test_gates to public;
        create function test_gate() returns trigger language plpgsql security definer set search_path = public as $$
        begin
            if exists (select from test_gates where place = tg_argv[0]::int and to_jsonb(new)::text like what) then
                perform pg_advisory_xact_lock_shared(tg_argv[0]::int);
            end if;
            return new;
        end $$;
        create trigger test_gate before insert on turns for each row execute function test_gate(1);
        create trigger test_gate_response before insert on turn_steps for each row when (new.content ->> 'role' = 'assistant') execute function test_gate(2);
        create trigger test_gate before insert on journal for each row when (new.turn is not null) execute function test_gate(3);
        create trigger test_gate_result before insert on turn_steps for each row when (new.content ->> 'role' = 'tool') execute function test_gate(4);
        create trigger test_gate before insert on approvals for each row execute function test_gate(5);
        create trigger test_gate_decision before update on turns for each row
            when (old.status = 'awaiting_approval' and new.status = 'running') execute function test_gate(6);
        create trigger test_gate_end before update on turns for each row when (old.status = 'running' and new.status <> 'running') execute function test_gate(7);
        create trigger test_gate before insert on turn_events for each row when (new.kind = 'text') execute function test_gate(8);
        create trigger test_gate_stop before update on turns for each row when (old.stop_at is null and new.stop_at is not null) execute function test_gate(9);
        """);

    /// <param name="what">Only rows whose JSON has this, as in LIKE.</param>
    public static async Task<Gate> ShutAsync(TestDatabase database, Writes place, string what = "%")
    {
        var own = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await own.OpenAsync();
        var gate = new Gate(own, place);
        await gate.ExecuteAsync($"select pg_advisory_lock({(int)place})");
        await gate.ExecuteAsync($"insert into test_gates values ({(int)place}, '{what}')");
        return gate;
    }

    /// <summary>Until somebody waits at it.</summary>
    public async Task ReachedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await ExecuteAsync($"select count(*) from ({Waiting}) as waiting") is 0L)
        {
            await Task.Delay(Look, patience.Token);
        }
    }

    /// <summary>Ends whoever waits: nothing of their transactions is left.</summary>
    public Task RefuseAsync() => ExecuteAsync($"select pg_terminate_backend(pid, 5000) from ({Waiting}) as waiting");

    public async Task OpenAsync()
    {
        await ExecuteAsync($"delete from test_gates where place = {(int)place}");
        await ExecuteAsync($"select pg_advisory_unlock({(int)place})");
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"delete from test_gates where place = {(int)place}");
        await connection.DisposeAsync();
    }

    private string Waiting =>
        $"""
        select pid from pg_locks where locktype = 'advisory' and objid = {(int)place} and not granted
        and database = (select oid from pg_database where datname = current_database())
        """;

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
