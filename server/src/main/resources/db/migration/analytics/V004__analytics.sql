-- What analytics keeps of its own, beside the seven tables of the contract.

create schema if not exists analytics;

-- One row a day that was computed: a day is `adopted` when its figures came from an earlier installation
-- and no events of that day are known here.
create table analytics.computed_day (
  day date primary key,
  origin text not null check (origin in ('computed', 'adopted')),
  computed_at timestamptz not null
);

insert into analytics.computed_day (day, origin, computed_at)
select distinct date::date, 'adopted', now() from public.daily_analytics where not superseded;
