-- What of a block could not be made recognisable is tried again, some times.

alter table moderation.blocked_media
  add column tries integer not null default 1 check (tries >= 1),
  add column next_try_at timestamptz,
  add constraint tried_until_it_is_there check (item_id is null or next_try_at is null);

update moderation.blocked_media set next_try_at = noted_at + interval '1 hour' where item_id is null;
