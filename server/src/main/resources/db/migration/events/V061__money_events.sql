-- Which gift a refund takes back, and the money events that wait to be booked.

-- The id of the gift event that a gift_refunded event takes back, where the platform says so.
alter table events.event add column refund_of text;

-- Money events, in the order in which they were accepted, until whoever keeps the books has taken them: written in the
-- transaction that accepts them, taken away in the one that books them. An event whose creator became known later is there again.
create table events.money_event (
  sequence bigint generated always as identity primary key,
  id text not null,
  type smallint not null,
  occurred_at timestamptz not null,
  user_id bigint,
  video_id bigint,
  creator_id bigint,
  gift_id bigint,
  amount_minor bigint not null check (amount_minor > 0),
  refund_of text
);

insert into events.money_event (id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor)
select id, type, occurred_at, user_id, video_id, creator_id, gift_id, amount_minor
from events.event
where type in (10, 11, 12, 13) and amount_minor > 0
order by occurred_at, id;
