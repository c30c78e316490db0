-- The whole platform on a day: one row, also on a day without events.
--
-- Reads: creator_day and actor_day, the results of the texts of those names for the same day; creator_day has a row
--        for what names no creator, so its sums are the platform's.
-- Unit:  users, gifts; money in minor units.
-- Gives: active_users = users with any event as the one who acted; gift_count = gifts sent; gift_minor = gross value of the gifts sent;
--        net_gift_minor = gifts - refunds; total_minor = gifts - refunds + subscriptions + ads; creator_minor = what was booked for
--        creators; platform_minor = the rest, so that the two always add up to total_minor.
--        From these: average_gift_value = gift_minor / gift_count, engagement_rate = active_users / total_users.
with money as (
  select
    cast(coalesce(sum(cast(gift_count as bigint)), 0) as bigint) as gift_count,
    cast(coalesce(sum(cast(gift_minor as bigint)), 0) as bigint) as gift_minor,
    cast(coalesce(sum(cast(refund_minor as bigint)), 0) as bigint) as refund_minor,
    cast(coalesce(sum(cast(subscription_minor as bigint)), 0) as bigint) as subscription_minor,
    cast(coalesce(sum(cast(ad_minor as bigint)), 0) as bigint) as ad_minor,
    cast(coalesce(sum(cast(creator_minor as bigint)), 0) as bigint) as creator_minor
  from creator_day
),
actors as (
  select count(*) as active_users from actor_day
)
select
  actors.active_users as active_users,
  money.gift_count as gift_count,
  money.gift_minor as gift_minor,
  money.gift_minor - money.refund_minor as net_gift_minor,
  money.subscription_minor as subscription_minor,
  money.ad_minor as ad_minor,
  money.gift_minor - money.refund_minor + money.subscription_minor + money.ad_minor as total_minor,
  money.creator_minor as creator_minor,
  money.gift_minor - money.refund_minor + money.subscription_minor + money.ad_minor - money.creator_minor as platform_minor
from money cross join actors
