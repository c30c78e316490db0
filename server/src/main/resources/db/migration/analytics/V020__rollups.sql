-- What the daily rollups keep beside the tables of the contract, and the two rules that are written in SQL because
-- every writer of figures shares them.

-- A day is complete when it was over at the time it was computed; a day still running is computed again and again.
alter table analytics.computed_day add column complete boolean not null default true;

-- A day for which an earlier installation left rows in any daily table is its day, not only where it wrote the
-- platform's row.
insert into analytics.computed_day (day, origin, computed_at)
select day, 'adopted', now() from (
  select date::date as day from public.daily_analytics
  union select date::date from public.creator_metrics
  union select date::date from public.gift_analytics
  union select date::date from public.user_engagement
  union select date::date from public.revenue_breakdown
  union select cohort_date::date from public.retention_cohorts
) as adopted
on conflict (day) do nothing;

-- Whether the user did anything that day, or is listed only for gifts received. Only who acted was active.
alter table public.user_engagement add column if not exists acted boolean not null default true;

-- How many users registered on each day, as last counted, and a fingerprint of who they are: a registration that
-- moved from one day to another shows as two changed days, even where another user moved the other way.
-- Users who registered before 2000 are counted under the last day of 1999, before all history.
create table analytics.registered_day (
  day date primary key,
  registered_users bigint not null,
  membership_hash numeric not null
);

-- Who registered on each day: the members of its cohort.
create table analytics.registration (
  day date not null,
  user_id bigint not null,
  primary key (day, user_id)
);

-- Creators whose gained followers changed on a day that later days follow. Written with the day, settled with the
-- last day of the run; what a crash leaves here is settled by the next run.
create table analytics.follower_correction (
  creator_id bigint not null,
  from_day date not null
);

-- What an event earns its creator, in minor units: 55 % of the event's amount, rounded half up, once, here; the platform
-- has the rest. Money that names no creator is the platform's. A refund takes back exactly what its gift gave.
--
-- This is the one place where analytics learns about earnings. When a ledger books gifts, it answers here with what it booked.
create function analytics.creator_minor(amount_minor bigint, creator_id bigint) returns bigint
  language sql immutable parallel safe
  -- Whole hundreds apart, so that no amount overflows on the way.
  return case
    when creator_id is null then 0
    else amount_minor / 100 * 55 + (amount_minor % 100 * 55 + 50) / 100
  end;

-- A quotient rounded half up (away from zero) to two decimals, exactly; 0 where nothing is there to divide by.
create function analytics.quotient(numerator numeric, denominator bigint) returns numeric
  language sql immutable parallel safe
  return case
    when denominator <= 0 then 0
    else sign(numerator) * div(200 * abs(numerator) + denominator, 2 * denominator::numeric) * 0.01
  end;

-- A rate in per cent with two decimals, clamped to what its column holds; null where the numerator is unknown.
create function analytics.rate(numerator bigint, denominator bigint) returns numeric
  language sql immutable parallel safe
  return case
    when numerator is not null then greatest(-999.99, least(999.99, analytics.quotient(100 * numerator::numeric, denominator)))
  end;

-- An earlier installation numbered its rows by 32-bit sequences; rows of a day are replaced often, so that they would end.
do $$
declare
  numbered record;
begin
  for numbered in
    select pg_get_serial_sequence('public.' || name, 'id') as sequence_name
    from unnest(array['daily_analytics', 'creator_metrics', 'gift_analytics', 'user_engagement', 'revenue_breakdown',
      'retention_cohorts', 'revenue_forecasts']) as name
  loop
    if numbered.sequence_name is not null then
      execute format('alter sequence %s as bigint', numbered.sequence_name);
    end if;
  end loop;
end
$$;
