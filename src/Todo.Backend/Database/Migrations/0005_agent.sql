-- task: 002-T010
-- The agent: durable turns, what streams show, approvals, budgets.
-- Way back: drop index messages_search, conversations_search; drop table ai_usage, approvals, turn_events, turn_steps, turns; alter table messages drop column turn_id; alter table users drop column approval_mode; alter table conversations drop column last_event; drop index journal_turns; drop function todo_next_turn;
-- alter table journal drop column undoes; journal_changed as 0003 has it.

alter table users add column approval_mode text not null default 'destructive'
    check (approval_mode in ('always', 'destructive', 'never'));

-- The number of the last event, also after those have been removed.
alter table conversations add column last_event bigint not null default 0;

alter table messages add column turn_id bigint;               -- of an answer: the turn that it ends, or pauses
create index messages_turn on messages (turn_id) where turn_id is not null;

-- A turn is the answering of one message of the person's, whose number it has: the journal's "turn" is this number.
create table turns (
    id              bigint      primary key references messages (id),
    conversation_id bigint      not null references conversations (id),
    user_id         bigint      not null references users (id),
    status          text        not null check (status in ('running', 'awaiting_approval', 'done', 'stopped', 'failed')),
    scopes          smallint    not null,                     -- what the token that began it allows
    session         text,                                     -- the session behind that token; null for a personal token
    holder          text,                                     -- the process that works on it, until the lease ends
    lease_until     timestamptz,
    attempts        integer     not null default 0,
    stop_at         timestamptz,                              -- when somebody asked to stop it
    reply_to        bigint      not null references messages (id), -- what the next answer replies to: the message, or the "yes" to it
    told            integer     not null default 0,           -- steps that an earlier answer, before an approval, has told
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);
create unique index turns_one_at_a_time on turns (conversation_id) where status = 'running';
create index turns_conversation on turns (conversation_id, id);
create index turns_user on turns (user_id);
create index turns_reply on turns (reply_to);
create index turns_abandoned on turns (lease_until) where status = 'running';
create index turns_waiting on turns (conversation_id, id) where status = 'awaiting_approval';

-- What the model said and what its tools gave back, in order: from this a turn goes on where it was left.
create table turn_steps (
    turn_id    bigint      not null references turns (id),
    number     integer     not null,
    content    jsonb       not null,
    created_at timestamptz not null default now(),
    primary key (turn_id, number)
);

-- What a stream shows, numbered per conversation: a client that was cut off reads on after the last number it has.
create table turn_events (
    conversation_id bigint      not null references conversations (id),
    number          bigint      not null,
    turn_id         bigint      not null references turns (id),
    kind            text        not null check (kind in ('start', 'text', 'tool', 'approval', 'usage', 'error', 'done')),
    data            jsonb       not null,
    created_at      timestamptz not null default now(),
    primary key (conversation_id, number)
);
create index turn_events_turn on turn_events (turn_id, number);
create index turn_events_purge on turn_events (created_at);

-- What waits for a person's yes. The tool and its arguments are those recorded here, whatever is sent with the answer.
create table approvals (
    id              uuid        primary key,
    user_id         bigint      not null references users (id),
    conversation_id bigint      references conversations (id), -- null: asked by a connected client
    turn            bigint      not null,                     -- the journal's turn and call of what it will do
    call            text        not null,
    door            text        not null,
    tool            text        not null,
    arguments       jsonb       not null,
    effect          text        not null,                     -- what would happen, in words
    status          text        not null check (status in ('pending', 'approved', 'rejected', 'expired')),
    result          jsonb,                                    -- of a connected client's call, once it has run
    expires_at      timestamptz not null,
    decided_at      timestamptz,
    created_at      timestamptz not null default now()
);
create index approvals_user on approvals (user_id, status);
create index approvals_conversation on approvals (conversation_id);
create unique index approvals_call on approvals (turn, call);
create index approvals_pending on approvals (expires_at) where status = 'pending';
create index approvals_purge on approvals (expires_at);

-- Tokens that models have used, by day (UTC): of one user ("user:12") and of all ("system").
create table ai_usage (
    day    date   not null,
    scope  text   not null,
    tokens bigint not null,
    primary key (day, scope)
);

-- Undo: the rows of an undo name the turn that they took back. The operation says so for its transaction (set_config), which
-- needs no column in tasks that a later write could leave standing.
alter table journal add column undoes bigint;
create index journal_turns on journal (user_id, number) where turn is not null;

create or replace function journal_changed() returns trigger language plpgsql as $$
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
    insert into journal (user_id, number, task_id, what, before, after, door, turn, call, undoes)
    select n.user_id, h.base + row_number() over (partition by n.user_id order by n.id), n.id,
           case when o.deleted_at is null and n.deleted_at is not null then 'deleted'
                when o.deleted_at is not null and n.deleted_at is null then 'restored'
                when n.completed and not o.completed or n.completions > o.completions then 'completed'
                else 'updated' end,
           journal_row(o), journal_row(n),
           -- A write that names no change of its own is not put down to the one before it.
           case when n.change_id is distinct from o.change_id then n.change_door end,
           case when n.change_id is distinct from o.change_id then n.change_turn end,
           case when n.change_id is distinct from o.change_id then n.change_call end,
           nullif(current_setting('todo.undoes', true), '')::bigint
    from new_tasks n join old_tasks o on o.id = n.id join head h on h.user_id = n.user_id;
    return null;
end $$;

-- The number that a message would take, for a change that is a turn of its own: a connected client's call, an undo by button.
-- The owner's right: inserting into an identity column needs none on its sequence, asking the sequence does.
create function todo_next_turn() returns bigint
    language sql volatile security definer
    return nextval('messages_id_seq'::regclass);

-- What a conversation is found by: the words of its title and of each message, as with tasks. Of a long message its beginning
-- counts: a tsvector has at most 1 MB, and a message must never fail to be stored because of its index.
create index conversations_search on conversations using gin (todo_search(user_id, title, null, null, null)) where deleted_at is null;
create index messages_search on messages using gin (todo_search(user_id, substring(content, 1, 10000), null, null, null));
