\set u random(1, :users)
insert into tasks (user_id, title, description, tags, change_id, change_door) values (:u, 'bagofi and huleti', 'Bring the kamino', '{home}', gen_random_uuid(), 'rest') returning id, created_at, updated_at;
