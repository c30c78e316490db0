-- How tiers are decided: what creators earned by day, and each decision with its inputs.

-- In the order of height: a higher tier is greater, and the greatest of several is `max`.
create type monetization.tier as enum ('starter', 'bronze', 'silver', 'gold', 'platinum');

-- What each creator earned net of what was taken back, by day of event time in the reporting zone, in minor units of the asset.
-- Folded from the sealed entries of the ledger, each exactly once: `earned_fold` says how far.
create table monetization.earned_day (
  creator_id bigint not null,
  day date not null,
  asset text not null,
  net_minor bigint not null,
  primary key (creator_id, day, asset)
);

create index earned_day_day on monetization.earned_day (day);

create table monetization.earned_fold (
  only_row boolean primary key default true check (only_row),
  -- The last number of ledger.seal that is folded.
  sealed_sequence bigint not null
);

insert into monetization.earned_fold (sealed_sequence) values (0);

-- One row a day on which tiers were decided, from the 30 closed days before it: [window_from, day).
create table monetization.tier_run (
  day date primary key,
  window_from date not null check (window_from = day - 30),
  rules_version integer not null,
  decided_at timestamptz not null
);

-- The inputs of each decision, as they were when it was made, and what followed from them. A creator to whom nothing
-- happened in the window, and who holds no tier above starter, has no row.
create table monetization.tier_decision (
  creator_id bigint not null,
  day date not null references monetization.tier_run,
  earnings_minor bigint not null,   -- of the reporting currency, net of what was taken back
  views bigint not null,
  reactions bigint not null,        -- likes net of unlikes, comments, shares
  met_tier monetization.tier not null,    -- the highest of which this window meets all criteria
  held_tier monetization.tier not null check (held_tier >= met_tier),   -- met, or kept for the time of grace
  primary key (creator_id, day)
);

create index tier_decision_day on monetization.tier_decision (day, held_tier);
