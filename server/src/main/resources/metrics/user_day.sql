-- What happened to each user on a day: what the user did, and the gifts the user received as a creator.
--
-- Reads: actor_day and creator_day, the results of the texts of those names for the same day.
-- Gives: the rows of user_engagement: every user who acted, and every creator who was sent a gift. acted is 1 for a user
--        who did anything (those are the active users), 0 for one who only received.
select
  coalesce(a.user_id, c.creator_id) as user_id,
  case when a.user_id is null then 0 else 1 end as acted,
  coalesce(a.session_count, 0) as session_count,
  coalesce(a.session_seconds, 0) as session_seconds,
  coalesce(a.watched_count, 0) as watched_count,
  coalesce(a.published_count, 0) as published_count,
  coalesce(c.gift_count, 0) as gifts_received,
  coalesce(a.gift_count, 0) as gifts_sent,
  coalesce(a.comment_count, 0) as comment_count,
  coalesce(a.share_count, 0) as share_count
from actor_day as a
full join (
  select creator_id as creator_id, gift_count as gift_count
  from creator_day
  where creator_id is not null and gift_count <> 0
) as c on c.creator_id = a.user_id
