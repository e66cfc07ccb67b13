-- task: 001-T021
-- Tasks and the indexes for every query of the API.
-- Way back: drop table idempotency_keys, tasks; drop function todo_search, todo_query, todo_day, todo_clock, todo_fold;

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

-- What a task is found by, as lexemes that begin with the owner, so that a lookup, of a word's beginning too, reads no other
-- user's entries: 7/milk for each word of title and description, 7t:home for each tag, 7p:garden for the project.
-- PL/pgSQL keeps its plan for a session, where SQL bodies with sublinks are planned by each statement; the cost keeps the
-- planner from running it as a filter. It calls nothing of ours: index builds on PostgreSQL 17 and later have no search_path.
-- Parallel unsafe on purpose: guessing thousands of matches, the planner would start workers, which takes ten times as long as
-- the whole search.
create function todo_search(owner bigint, title text, description text, tags text[], project text) returns tsvector
    language plpgsql immutable parallel unsafe cost 1000 as $$
declare
    words   text := lower(title || ' ' || coalesce(description, ''));
    lexemes text[];
begin
    if octet_length(words) <> char_length(words) then
        words := regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g');
    end if;
    -- A lexeme has at most 2,046 bytes, and scripts without spaces make long words: cut them where todo_query does.
    if octet_length(words) > 1000 then
        words := regexp_replace(words, '([^\s!-/:-@\[-`{-~\u0080-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u3000-\u303f]{60})', '\1 ', 'g');
    end if;
    words := regexp_replace(' ' || words || ' ', '[\s!-/:-@\[-`{-~\u0080-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u3000-\u303f]+', ' ' || owner || '/', 'g');
    lexemes := string_to_array(ltrim(words), ' ');
    if cardinality(tags) > 0 then
        lexemes := lexemes || string_to_array(owner || 't:' || replace(lower(array_to_string(tags, E'\x1f')), E'\x1f', E'\x1f' || owner || 't:'), E'\x1f');
    end if;
    if project is not null then
        lexemes := lexemes || (owner || 'p:' || left(lower(project), 400));
    end if;
    return array_to_tsvector(lexemes);
end $$;

-- The query for tasks of one user that have every word (or its beginning) of a text, every tag, and the project; null where
-- nothing is asked. A word counts by its first 60 characters.
create function todo_query(owner bigint, words text, tags text[], project text) returns tsquery
    language plpgsql immutable parallel safe as $$
declare
    wanted text[] := '{}';
    word   text;
begin
    words := lower(coalesce(words, ''));
    if octet_length(words) <> char_length(words) then
        words := regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g');
    end if;
    foreach word in array regexp_split_to_array(words, '[\s!-/:-@\[-`{-~\u0080-\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u3000-\u303f]+') loop
        if word <> '' then
            wanted := wanted || ('''' || owner || '/' || left(word, 60) || ''':*');
        end if;
    end loop;
    foreach word in array coalesce(tags, '{}') loop
        wanted := wanted || ('''' || owner || 't:' || replace(replace(lower(word), '\', '\\'), '''', '''''') || '''');
    end loop;
    if project is not null then
        wanted := wanted || ('''' || owner || 'p:' || replace(replace(left(lower(project), 400), '\', '\\'), '''', '''''') || '''');
    end if;
    return nullif(array_to_string(wanted, ' & '), '')::tsquery;
end $$;

-- What a zone's clock shows at a moment; UTC's where this server does not know the zone. Catching that takes a subtransaction,
-- which no parallel plan may have.
create function todo_clock(zone text, at timestamptz) returns timestamp
    language plpgsql stable parallel unsafe as $$
begin
    return at at time zone zone;
exception when invalid_parameter_value then
    return at at time zone 'UTC';
end $$;

create function todo_day(zone text, at timestamptz) returns date
    language sql stable parallel unsafe return todo_clock(zone, at)::date;

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
    title_key                  text collate "C" not null generated always as (left(todo_fold(title), 100)) stored
);
create unique index tasks_uid on tasks (user_id, uid);
create index tasks_created on tasks (user_id, created_at, id) where deleted_at is null;
create index tasks_status on tasks (user_id, completed, created_at, id) where deleted_at is null;
create index tasks_due on tasks (user_id, due_at, id) where deleted_at is null;
create index tasks_pending_due on tasks (user_id, due_at, id) where deleted_at is null and not completed;
create index tasks_priority on tasks (user_id, priority desc, id) where deleted_at is null;
create index tasks_title on tasks (user_id, title_key, id) where deleted_at is null;
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
