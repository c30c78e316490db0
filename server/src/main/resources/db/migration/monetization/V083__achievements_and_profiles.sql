-- Achievements, each once a creator and with its reward given once; profiles, one a creator.

-- Rows that an earlier installation wrote twice stay, and are not read.
alter table public.creator_achievements add column if not exists superseded boolean not null default false;
alter table public.creator_profiles add column if not exists superseded boolean not null default false;

update public.creator_achievements as a set superseded = true
where exists (
  select 1 from public.creator_achievements as earlier
  where earlier.creator_id = a.creator_id and earlier.achievement = a.achievement and earlier.milestone = a.milestone
    and earlier.id < a.id);

update public.creator_profiles as p set superseded = true
where exists (select 1 from public.creator_profiles as newer where newer.creator_id = p.creator_id and newer.id > p.id);

-- When the bonus was given. What an earlier installation unlocked is settled: it promised no more than it gave.
alter table public.creator_achievements add column if not exists rewarded_at timestamptz;
update public.creator_achievements set rewarded_at = unlocked_at where rewarded_at is null;

create unique index creator_achievements_once on public.creator_achievements (creator_id, achievement, milestone) where not superseded;
create index creator_achievements_unrewarded on public.creator_achievements (creator_id, id) where rewarded_at is null;
create unique index creator_profiles_one on public.creator_profiles (creator_id) where not superseded;
