-- How many users registered on each day.
--
-- Reads: registered_user, one row a user with the day of registration and a hash of the id.
-- Gives: registered_users: new_users of the day; total_users of a day is their sum up to and including it; cohort_size of the day's
--        cohort. membership_hash changes when other users than before registered that day.
select
  registration_day as registration_day,
  count(*) as registered_users,
  sum(cast(user_hash as bigint)) as membership_hash
from registered_user
group by registration_day
