-- task: 001-T021
-- Tasks and the indexes for every query of the API.
-- Way back: drop table idempotency_keys, tasks; drop function todo_search, todo_fold;

do $$
begin
    if current_setting('server_encoding') <> 'UTF8' or lower('É') <> 'é' then
        raise exception 'The database must be UTF-8 with a locale that knows letters (such as C.UTF-8): create it with TEMPLATE template0 ENCODING ''UTF8'' LC_CTYPE ''C.UTF-8''.';
    end if;
end $$;

-- Without case and accents. Text that is ASCII only takes the short way.
-- Bodies are bound when made (RETURN): index builds run with an empty search_path since PostgreSQL 17.
create function todo_fold(value text) returns text
    language sql immutable strict parallel safe
    return case when octet_length(value) = char_length(value) then lower(value)
                else regexp_replace(normalize(lower(value), NFKD), '[\u0300-\u036f]', '', 'g') end;

-- What a task is found by: the words of title and description, and as lexemes that no text can contain
-- the owner (#7), each tag (t:home) and the project (p:garden). One index so answers every combination
-- for one user without reading another's rows.
create function todo_search(owner bigint, title text, description text, tags text[], project text) returns tsvector
    language sql immutable parallel safe
    return to_tsvector('simple', todo_fold(title || ' ' || coalesce(description, '')))
        || array_to_tsvector(array['#' || owner]
            || coalesce((select array_agg('t:' || todo_fold(tag)) from unnest(tags) as tag), '{}')
            || case when project is null then '{}' else array['p:' || todo_fold(project)] end);

create table tasks (
    id                         bigint generated always as identity primary key,
    user_id                    bigint      not null references users (id),
    uid                        uuid        not null default gen_random_uuid(),
    title                      text        not null check (char_length(title) between 1 and 200),
    description                text        check (char_length(description) <= 1000),
    completed                  boolean     not null default false,
    priority                   smallint    not null default 0 check (priority between 0 and 3),  -- none, low, medium, high
    tags                       text[]      not null default '{}' check (cardinality(tags) <= 20),
    project                    text,
    due_date                   date,
    due_time                   time(0),
    time_zone                  text,
    duration_min               integer     check (duration_min > 0),
    deadline                   date,
    remind_at                  timestamptz,
    recurrence                 text,
    recurrence_from_completion boolean     not null default false,
    completions                integer     not null default 0,
    created_at                 timestamptz not null default now(),
    updated_at                 timestamptz not null default now(),
    completed_at               timestamptz,
    deleted_at                 timestamptz,
    -- Which operation wrote the row last; the journal takes them when change_id is new.
    change_id                  uuid,
    change_door                text,
    change_turn                bigint,
    change_call                text,
    -- What lists are sorted by. A day without a time comes after its times.
    due_at                     timestamp generated always as (due_date + coalesce(due_time, time '24:00')) stored,
    title_key                  text collate "C" generated always as (left(todo_fold(title), 100)) stored
);
create unique index tasks_uid on tasks (user_id, uid);
create index tasks_created on tasks (user_id, created_at, id) where deleted_at is null;
create index tasks_due on tasks (user_id, due_at, id) where deleted_at is null;
create index tasks_due_desc on tasks (user_id, due_at desc nulls last, id) where deleted_at is null;
create index tasks_priority on tasks (user_id, priority desc, id) where deleted_at is null;
create index tasks_title on tasks (user_id, title_key, id) where deleted_at is null;
create index tasks_pending on tasks (user_id, created_at, id) where deleted_at is null and not completed;
create index tasks_pending_due on tasks (user_id, due_at, id) where deleted_at is null and not completed;
create index tasks_trash on tasks (user_id, deleted_at, id) where deleted_at is not null;
create index tasks_purge on tasks (deleted_at) where deleted_at is not null;
create index tasks_search on tasks using gin (todo_search(user_id, title, description, tags, project)) where deleted_at is null;

create table idempotency_keys (
    user_id      bigint      not null references users (id),
    key          text        not null,
    request_hash bytea       not null,
    task_id      bigint      references tasks (id),
    created_at   timestamptz not null default now(),
    primary key (user_id, key)
);
create index idempotency_keys_task on idempotency_keys (task_id);
create index idempotency_keys_created on idempotency_keys (created_at);
