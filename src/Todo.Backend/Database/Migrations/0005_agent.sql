-- task: 002-T010
-- The agent: durable turns, what streams show, approvals, budgets.
-- Way back: drop table ai_usage, approvals, turn_events, turn_steps, turns; alter table messages drop column turn_id; alter table users drop column approval_mode;

alter table users add column approval_mode text not null default 'destructive'
    check (approval_mode in ('always', 'destructive', 'never'));

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
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);
create unique index turns_one_at_a_time on turns (conversation_id) where status = 'running';
create index turns_conversation on turns (conversation_id, id);
create index turns_user on turns (user_id);
create index turns_reply on turns (reply_to);
create index turns_abandoned on turns (lease_until) where status = 'running';

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
create index approvals_turn on approvals (turn);
create index approvals_purge on approvals (expires_at);

-- Tokens that models have used, by day (UTC): of one user ("user:12") and of all ("system").
create table ai_usage (
    day    date   not null,
    scope  text   not null,
    tokens bigint not null,
    primary key (day, scope)
);
