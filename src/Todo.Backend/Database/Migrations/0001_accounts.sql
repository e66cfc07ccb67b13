-- task: 001-T020
-- Accounts, sessions, tokens, keys.
-- Way back: drop table personal_tokens, sessions, one_time_codes, lockouts, signing_keys, users, key_ring;

-- The account's row carries the head of its journal: the trigger on tasks takes the next number from last_change
-- and keeps the counts, so a page of all tasks needs no count(*). It is rewritten with every change of a task:
-- the free space in its page keeps those updates heap-only (no index entry is touched).
create table users (
    id              bigint generated always as identity primary key,
    subject         text        not null unique,              -- the user id on the wire and in tokens' "sub"
    email           text        unique,                       -- lower case; null for users of an external issuer without one
    email_verified  boolean     not null default false,
    name            text        not null default '',
    image           text,
    password_hash   text,
    role            text        not null default 'user' check (role in ('user', 'admin')),
    disabled_at     timestamptz,
    time_zone       text        not null default 'UTC',
    week_start      smallint    not null default 1 check (week_start between 0 and 6),
    last_change     bigint      not null default 0,
    pending_count   integer     not null default 0,
    completed_count integer     not null default 0,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
) with (fillfactor = 50);

create table sessions (
    id         bigint generated always as identity primary key,
    user_id    bigint      not null references users (id),
    handle     text        not null unique,                   -- what lists and the token's "sid" show; it only revokes
    token_hash bytea       not null unique,                   -- SHA-256: the token itself is never stored
    ip_address text,
    user_agent text,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table personal_tokens (
    id           bigint generated always as identity primary key,
    user_id      bigint      not null references users (id),
    name         text        not null,
    token_hash   bytea       not null unique,
    scopes       text[]      not null,
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    created_at   timestamptz not null default now()
);
create index personal_tokens_user on personal_tokens (user_id);

-- Invitations and password resets: a code is shown once, stored hashed, used once.
create table one_time_codes (
    id         bigint generated always as identity primary key,
    purpose    text        not null check (purpose in ('invite', 'reset-password')),
    user_id    bigint      references users (id),
    email      text,
    code_hash  bytea       not null unique,
    expires_at timestamptz not null,
    used_at    timestamptz,
    created_at timestamptz not null default now()
);
create index one_time_codes_user on one_time_codes (user_id);
create index one_time_codes_expiry on one_time_codes (expires_at);

-- Wrong passwords by account and address together. The key is a hash, so that unknown accounts look the same.
create table lockouts (
    key          bytea primary key,
    failures     integer     not null,
    locked_until timestamptz,
    updated_at   timestamptz not null default now()
);
create index lockouts_updated on lockouts (updated_at);

-- The issuer's own keys; the private part is encrypted by a key from a file.
create table signing_keys (
    id          bigint generated always as identity primary key,
    kid         text        not null unique,
    algorithm   text        not null,
    public_key  jsonb       not null,
    private_key bytea       not null,
    active_from timestamptz not null,
    retired_at  timestamptz,
    created_at  timestamptz not null default now()
);

-- The web app's data-protection ring; the elements are encrypted by a key that only the web app has.
create table key_ring (
    id            bigint generated always as identity primary key,
    friendly_name text        not null,
    element       text        not null,
    created_at    timestamptz not null default now()
);
