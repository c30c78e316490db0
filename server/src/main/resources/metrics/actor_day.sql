-- What each user did on a day: one row a user with any event as the one who acted.
--
-- Reads:  ev, the events of one day.
-- Counts: rows, because an event that names who acted stands for one fact (counters of imports name nobody).
-- Gives:  active users (their number is the number of rows), and of user_engagement: session_count, session_duration
--         in seconds, videos_watched (views by the user), videos_created, gifts_sent, comments_posted, shares_created.
select
  user_id as user_id,
  count(*) filter (where event_type = 8) as session_count,                                          -- session
  coalesce(sum(cast(duration_seconds as bigint)) filter (where event_type = 8), 0) as session_seconds,
  count(*) filter (where event_type = 1) as watched_count,                                          -- view
  count(*) filter (where event_type = 9) as published_count,                                        -- video_published
  count(*) filter (where event_type = 10) as gift_count,                                            -- gift
  count(*) filter (where event_type = 4) as comment_count,                                          -- comment
  count(*) filter (where event_type = 5) as share_count                                             -- share
from ev
where user_id is not null
group by user_id
