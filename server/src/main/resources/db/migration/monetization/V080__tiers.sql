-- Tiers: what each one required when it was reached.

create schema if not exists monetization;

-- What the contract's table has no column for. `rules_version` is null where an earlier installation wrote the row.
alter table public.creator_tiers add column if not exists engagement_required numeric(5,2) not null default 0;
alter table public.creator_tiers add column if not exists rules_version integer;

create index creator_tiers_newest on public.creator_tiers (creator_id, earned_at desc, id desc);
