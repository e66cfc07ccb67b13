-- 10,000 tasks for each of the accounts that signed up, ids in the order of the accounts; :users and :tasks by psql -v.
create or replace function pg_temp.word(n int) returns text language sql immutable as $$
    select (array['ba','de','fi','go','hu','ka','le','mi','no','pu','ra','se','ti','vo','zu'])[n % 15 + 1]
        || (array['ba','de','fi','go','hu','ka','le','mi','no','pu','ra','se','ti','vo','zu'])[n / 15 % 15 + 1]
        || (array['ba','de','fi','go','hu','ka','le','mi','no','pu','ra','se','ti','vo','zu'])[n / 225 % 15 + 1]
$$;
select setseed(0.5);
insert into tasks (user_id, title, description, priority, tags, due_date, completed, completed_at, created_at)
select u.id, pg_temp.word((random() * 799)::int) || ' ' || pg_temp.word((random() * 799)::int) || ' ' || n,
       case when n % 2 = 0 then 'Bring the ' || pg_temp.word((random() * 799)::int) || ' to ' || pg_temp.word((random() * 799)::int) end,
       n % 4, case n % 3 when 0 then '{home}' when 1 then '{work,urgent}' else '{}' end::text[],
       case when n % 2 = 0 then current_date + n % 200 - 100 end, n % 3 = 0, case when n % 3 = 0 then now() end,
       now() - make_interval(secs => :tasks - n)
from (select id from users order by id limit :users) u cross join generate_series(1, :tasks) n
order by u.id, n;
vacuum analyze tasks;
vacuum analyze users;
vacuum analyze journal;
