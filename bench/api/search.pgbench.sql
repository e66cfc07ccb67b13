\set u random(1, :users)
\set a random(0, 14)
\set b random(0, 14)
with found as materialized (select * from tasks where todo_search(user_id, title, description, tags, project) @@ (format('''%s/%s'':*', :u::text, (array['ba','de','fi','go','hu','ka','le','mi','no','pu','ra','se','ti','vo','zu'])[:a + 1] || (array['ba','de','fi','go','hu','ka','le','mi','no','pu','ra','se','ti','vo','zu'])[:b + 1] || 'ba'))::tsquery and deleted_at is null)
select id, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline, remind_at, recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at, (select count(*) from found) from found order by created_at desc, id desc limit 51;
