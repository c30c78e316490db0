-- AI credits: what was granted and until when it lasts, what is held for running jobs, and out of which grants.
--
-- How many credits a creator has is in the ledger (asset AI_CREDIT), which nobody can overdraw; these rows say which of them
-- expire when. The sum of `remaining` is at all times the balance of the creator's account `available`.

-- Rows that an earlier installation wrote twice stay, and are not read.
alter table public.creator_ai_credits add column if not exists superseded boolean not null default false;

update public.creator_ai_credits as c set superseded = true
where exists (select 1 from public.creator_ai_credits as newer where newer.creator_id = c.creator_id and newer.id > c.id);

create unique index creator_ai_credits_one on public.creator_ai_credits (creator_id) where not superseded;

-- A grant is never edited: credits are taken from it and given back to it, until none is left or it expires.
create table monetization.credit_grant (
  grant_id bigint generated always as identity primary key,
  -- Names the intent: allowance:42:2026-03:bronze, achievement:17, grace:9:3.
  key text not null unique check (length(key) between 1 and 150),
  creator_id bigint not null,
  source text not null check (source in ('allowance', 'achievement', 'top_up', 'grace')),
  -- The month in UTC that an allowance is for.
  month date check (extract(day from month) = 1),
  -- Lower is spent first; then what expires earlier, then what is older.
  priority smallint not null,
  credits integer not null check (credits > 0),
  remaining integer not null check (remaining between 0 and credits),
  granted_at timestamptz not null,
  expires_at timestamptz check (expires_at > granted_at),   -- null: never
  expired_credits integer not null default 0 check (expired_credits between 0 and credits),
  entry_id bigint not null,             -- the ledger's entry by which they arrived
  check ((source = 'allowance') = (month is not null)),
  check (expired_credits = 0 or remaining = 0)
);

create index credit_grant_usable on monetization.credit_grant (creator_id) where remaining > 0;
create index credit_grant_month on monetization.credit_grant (creator_id, month) where month is not null;
create index credit_grant_expiring on monetization.credit_grant (expires_at) where remaining > 0 and expires_at is not null;

-- Credits that are held for a job. `leased_until` is by the database's clock: a worker that died loses its job then.
create table monetization.credit_hold (
  hold_id bigint generated always as identity primary key,
  job_key text not null unique check (length(job_key) between 1 and 150),
  creator_id bigint not null,
  credits integer not null check (credits > 0),
  state text not null default 'held' check (state in ('held', 'captured', 'released', 'expired')),
  held_at timestamptz not null,
  leased_until timestamptz not null,
  resolved_at timestamptz,
  check ((state = 'held') = (resolved_at is null))
);

create index credit_hold_leased on monetization.credit_hold (leased_until) where state = 'held';
create index credit_hold_creator on monetization.credit_hold (creator_id, resolved_at);

-- Out of which grants: given back, they go back there.
create table monetization.credit_slice (
  hold_id bigint not null references monetization.credit_hold,
  grant_id bigint not null references monetization.credit_grant,
  credits integer not null check (credits > 0),
  primary key (hold_id, grant_id)
);

create index credit_slice_grant on monetization.credit_slice (grant_id);

-- What will be lost at each expiry if nothing more of it is spent: what remains, and what is held and may come back.
create view monetization.planned_breakage as
select g.expires_at, sum(g.remaining)::bigint as unused_credits,
  coalesce(sum(s.held), 0)::bigint as held_credits
from monetization.credit_grant as g
left join lateral (
  select sum(s.credits) as held
  from monetization.credit_slice as s join monetization.credit_hold as h on h.hold_id = s.hold_id
  where s.grant_id = g.grant_id and h.state = 'held'
) as s on true
where g.expires_at is not null and g.expired_credits = 0 and (g.remaining > 0 or s.held > 0)
group by g.expires_at;
