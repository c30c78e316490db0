-- How many users of a cohort were active again at an age.
--
-- Reads: cohort_member, one row a user and age asked for: registered on cohort_day, age_days later is age_day;
--        active_day, one row a user and day with any event as the one who acted.
-- Gives: retained_users; day_N of retention_cohorts = retained_users at age N / cohort_size. No row where nobody came back:
--        0 if age_day is over, unknown if it is not.
select
  m.cohort_day as cohort_day,
  m.age_days as age_days,
  count(*) as retained_users
from cohort_member as m
join active_day as a on a.user_id = m.user_id and a.active_on = m.age_day
group by m.cohort_day, m.age_days
