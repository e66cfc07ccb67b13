\set u random(0, :users - 1)
\set id :u * :tasks + random(1, :tasks)
select id, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline, remind_at, recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at from tasks where id = :id and user_id = :u + 1 and deleted_at is null;
