-- task: 001-T022
-- Every change of a task, in order, per user without gaps: the spine of events, undo, history and audit.
-- Way back: drop trigger tasks_created on tasks; drop trigger tasks_changed on tasks; drop function journal_created, journal_changed, journal_row; drop table journal, journal_epoch;

create table journal (
    user_id bigint      not null references users (id),
    number  bigint      not null,
    task_id bigint      not null,       -- no foreign key: history outlives the row that a purge removes
    what    text        not null check (what in ('created', 'updated', 'completed', 'deleted', 'restored')),
    before  jsonb,                      -- both are emptied after 90 days
    after   jsonb,
    door    text,
    turn    bigint,
    call    text,
    at      timestamptz not null default now(),
    primary key (user_id, number)
);
create index journal_task on journal (user_id, task_id, number);
create index journal_completed on journal (user_id, at) where what = 'completed';
create index journal_retention on journal (at) where after is not null;
create unique index journal_call on journal (turn, call, task_id) where call is not null;

-- An event id is "epoch-number". A restore renews the epoch, so that ids from before it are told apart.
create table journal_epoch (
    id    smallint primary key default 1 check (id = 1),
    epoch text     not null default left(replace(gen_random_uuid()::text, '-', ''), 12)
);
insert into journal_epoch default values;

create function journal_row(task tasks) returns jsonb
    language sql stable parallel safe
as $$ select to_jsonb(task) - '{due_at,title_key,change_id,change_door,change_turn,change_call}'::text[] $$;

-- Per statement and not per row: the account's row is updated once for a bulk of tasks.
-- Order of locks: the statement has taken the tasks, now the account; nothing locks a further task after this.
create function journal_created() returns trigger language plpgsql as $$
begin
    with change as (
        select user_id, count(*) as changes,
               count(*) filter (where deleted_at is null and not completed) as pending,
               count(*) filter (where deleted_at is null and completed) as completed
        from new_tasks group by user_id
    ), head as (
        update users u
        set last_change = u.last_change + c.changes,
            pending_count = u.pending_count + c.pending,
            completed_count = u.completed_count + c.completed
        from change c where u.id = c.user_id
        returning u.id as user_id, u.last_change - c.changes as base
    )
    insert into journal (user_id, number, task_id, what, after, door, turn, call)
    select n.user_id, h.base + row_number() over (partition by n.user_id order by n.id), n.id, 'created',
           journal_row(n), n.change_door, n.change_turn, n.change_call
    from new_tasks n join head h on h.user_id = n.user_id;
    return null;
end $$;

create function journal_changed() returns trigger language plpgsql as $$
begin
    with change as (
        select n.user_id, count(*) as changes,
               sum((n.deleted_at is null and not n.completed)::int - (o.deleted_at is null and not o.completed)::int) as pending,
               sum((n.deleted_at is null and n.completed)::int - (o.deleted_at is null and o.completed)::int) as completed
        from new_tasks n join old_tasks o on o.id = n.id group by n.user_id
    ), head as (
        update users u
        set last_change = u.last_change + c.changes,
            pending_count = u.pending_count + c.pending,
            completed_count = u.completed_count + c.completed
        from change c where u.id = c.user_id
        returning u.id as user_id, u.last_change - c.changes as base
    )
    insert into journal (user_id, number, task_id, what, before, after, door, turn, call)
    select n.user_id, h.base + row_number() over (partition by n.user_id order by n.id), n.id,
           case when o.deleted_at is null and n.deleted_at is not null then 'deleted'
                when o.deleted_at is not null and n.deleted_at is null then 'restored'
                when n.completed and not o.completed or n.completions > o.completions then 'completed'
                else 'updated' end,
           journal_row(o), journal_row(n),
           -- A write that names no change of its own is not put down to the one before it.
           case when n.change_id is distinct from o.change_id then n.change_door end,
           case when n.change_id is distinct from o.change_id then n.change_turn end,
           case when n.change_id is distinct from o.change_id then n.change_call end
    from new_tasks n join old_tasks o on o.id = n.id join head h on h.user_id = n.user_id;
    return null;
end $$;

create trigger tasks_created after insert on tasks
    referencing new table as new_tasks for each statement execute function journal_created();
create trigger tasks_changed after update on tasks
    referencing old table as old_tasks new table as new_tasks for each statement execute function journal_changed();
