-- Earnings: what each money event gave to whom, under which share, and where that part is now.
--
-- The amounts themselves are in the ledger; these rows say what they belong to, so that each cent can be explained and
-- taken back the way it came.

create schema if not exists monetization;

create table monetization.earning (
  -- The first 128 bits of SHA-256 over the event's id, as in events.identity.
  event_key uuid primary key,
  event_id text not null,
  kind text not null check (kind in ('gift', 'subscription', 'ad_revenue')),
  occurred_at timestamptz not null,
  payer_id bigint,                      -- the viewer who paid, where one did
  video_id bigint,
  gift_id bigint,
  amount_minor bigint not null check (amount_minor > 0),
  platform_minor bigint not null check (platform_minor between 0 and amount_minor),
  refunded_minor bigint not null default 0 check (refunded_minor between 0 and amount_minor),
  platform_refunded_minor bigint not null default 0 check (platform_refunded_minor between 0 and platform_minor),
  -- Which version of the rules of sharing applied.
  rule_version smallint not null,
  -- 1, and one more each time that what the event says about its creator changed.
  revision smallint not null default 1 check (revision >= 1),
  entry_id bigint not null unique,
  release_at timestamptz not null
);

-- For a refund that does not name its gift: what the viewer gave that creator is looked through from the newest back.
create index earning_payer on monetization.earning (payer_id, occurred_at desc) where kind = 'gift' and refunded_minor < amount_minor;

-- A creator's part of an earning. There is none where the money names no creator: then all of it is the platform's.
create table monetization.earning_part (
  event_key uuid not null references monetization.earning,
  creator_id bigint not null,
  tier text not null,
  share_percent numeric(5,2) not null check (share_percent between 0 and 100),
  earned_minor bigint not null check (earned_minor >= 0),
  taken_back_minor bigint not null default 0 check (taken_back_minor between 0 and earned_minor),
  state text not null default 'pending' check (state in ('pending', 'released', 'withheld')),
  release_at timestamptz not null,
  released_at timestamptz,
  release_entry_id bigint,
  primary key (event_key, creator_id),
  check ((state = 'released') = (released_at is not null)),
  check (state = 'released' or release_entry_id is null)
);

create index earning_part_due on monetization.earning_part (release_at) where state = 'pending';
create index earning_part_creator on monetization.earning_part (creator_id, state, release_at);

-- A refund, and the earning that it took back where one was found.
create table monetization.refund (
  event_key uuid primary key,
  event_id text not null,
  refunds uuid references monetization.earning,
  amount_minor bigint not null check (amount_minor > 0),
  -- What of it no earning could be found for; booked at a starter's share and shown as an exception.
  unmatched_minor bigint not null default 0 check (unmatched_minor between 0 and amount_minor),
  occurred_at timestamptz not null
);

create index refund_of_earning on monetization.refund (refunds);
create index refund_unmatched on monetization.refund (occurred_at) where unmatched_minor > 0;
