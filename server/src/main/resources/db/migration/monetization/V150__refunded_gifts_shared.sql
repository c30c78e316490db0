-- Gifts that were nobody's when something of them was refunded stayed the platform's, also when their creator became known. They are
-- to be booked once more, which shares what is left of them, and their days are computed again.

with kept as (
  select e.event_key, e.event_id from monetization.earning as e
  where e.refunded_minor > 0 and not exists (select from monetization.earning_part as p where p.event_key = e.event_key)
),
known as (
  select f.* from kept as k join events.event as f on f.id = k.event_id
  where f.type = 10 and f.creator_id is not null and f.amount_minor > 0
),
touched as (
  insert into events.touched_day (day, touched_at) select distinct day, now() from known
)
insert into events.money_event (id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor, refund_of)
select id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor, refund_of
from known order by occurred_at, id;
