-- task: 001-T023
-- Conversations and their messages, and the leases of what one replica at a time does.
-- Way back: drop table leases, messages, conversations;

create table conversations (
    id         bigint generated always as identity primary key,
    user_id    bigint      not null references users (id),
    title      text        not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
);
create index conversations_recent on conversations (user_id, updated_at desc, id desc) where deleted_at is null;
create index conversations_purge on conversations (deleted_at) where deleted_at is not null;

create table messages (
    id              bigint generated always as identity primary key,
    conversation_id bigint      not null references conversations (id),
    user_id         bigint      not null references users (id),
    role            text        not null check (role in ('user', 'assistant')),
    content         text        not null,
    message_id      uuid,                                     -- the client's; on the person's message
    reply_to        bigint      references messages (id),     -- on the assistant's: the message it answers
    status          text,
    tool_calls      jsonb,
    created_at      timestamptz not null default now()
);
create index messages_conversation on messages (conversation_id, id);
create index messages_user on messages (user_id);
create index messages_reply on messages (reply_to);
create unique index messages_client_id on messages (user_id, message_id) where message_id is not null;

create table leases (
    name       text primary key,
    holder     text        not null,
    expires_at timestamptz not null
);
