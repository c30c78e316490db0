-- What each creator received on a day: one row a creator with any event, and one row with no creator_id for
-- what names none.
--
-- Reads: ev, the events of one day.
-- Unit:  counts of facts (an event's quantity; a counter's movement may be negative); money in minor units.
-- Gives: of creator_metrics: video_views, video_likes = likes - unlikes, video_comments, video_shares, gifts_received = gifts sent
--        to the creator (a refund does not lower it), gift_revenue = gifts - refunds, followers_gained = follows - unfollows;
--        creator_minor = what was booked for the creator: earnings of gifts, subscriptions and ads, less what refunds took back.
select
  creator_id as creator_id,
  coalesce(sum(cast(quantity as bigint)) filter (where event_type = 1), 0) as view_count,           -- view
  coalesce(sum(cast(quantity as bigint)) filter (where event_type = 2), 0)                          -- like
    - coalesce(sum(cast(quantity as bigint)) filter (where event_type = 3), 0) as like_count,       -- unlike
  coalesce(sum(cast(quantity as bigint)) filter (where event_type = 4), 0) as comment_count,        -- comment
  coalesce(sum(cast(quantity as bigint)) filter (where event_type = 5), 0) as share_count,          -- share
  coalesce(sum(cast(quantity as bigint)) filter (where event_type = 6), 0)                          -- follow
    - coalesce(sum(cast(quantity as bigint)) filter (where event_type = 7), 0) as followers_gained, -- unfollow
  coalesce(sum(cast(quantity as bigint)) filter (where event_type = 10), 0) as gift_count,          -- gift
  coalesce(sum(cast(amount_minor as bigint)) filter (where event_type = 10), 0) as gift_minor,
  coalesce(sum(cast(amount_minor as bigint)) filter (where event_type = 11), 0) as refund_minor,    -- gift_refunded
  coalesce(sum(cast(amount_minor as bigint)) filter (where event_type = 12), 0) as subscription_minor,
  coalesce(sum(cast(amount_minor as bigint)) filter (where event_type = 13), 0) as ad_minor,        -- ad_revenue
  coalesce(sum(cast(creator_minor as bigint)) filter (where event_type in (10, 12, 13)), 0)
    - coalesce(sum(cast(creator_minor as bigint)) filter (where event_type = 11), 0) as creator_minor
from ev
group by creator_id
