-- What each gift type brought on a day: one row a type that was sent or refunded; gifts that name no type are type 0.
--
-- Reads: ev, the events of one day.
-- Unit:  gifts; money in minor units.
-- Gives: of gift_analytics: sent_count = gifts sent (a refund does not lower it), revenue = gifts - refunds,
--        creator_earnings = what was booked for creators, less what refunds took back.
select
  coalesce(gift_id, 0) as gift_id,
  coalesce(sum(cast(quantity as bigint)) filter (where event_type = 10), 0) as sent_count,          -- gift
  coalesce(sum(cast(amount_minor as bigint)) filter (where event_type = 10), 0)
    - coalesce(sum(cast(amount_minor as bigint)) filter (where event_type = 11), 0) as net_minor,   -- gift_refunded
  coalesce(sum(cast(creator_minor as bigint)) filter (where event_type = 10), 0)
    - coalesce(sum(cast(creator_minor as bigint)) filter (where event_type = 11), 0) as creator_minor
from ev
where event_type in (10, 11)
group by coalesce(gift_id, 0)
