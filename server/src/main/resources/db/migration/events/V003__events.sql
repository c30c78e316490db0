-- The event log: append-only, partitioned by month of the event's day, few indexes.
--
-- Identity is decided by `identity`, one narrow row an event, so that it outlives partitions that move to
-- cheaper storage. A row of `event` never exists without its row of `identity`: both are written in one transaction.

create schema if not exists events;

create table events.identity (
  -- The first 128 bits of SHA-256 over the event's id in UTF-8.
  id_hash uuid primary key
) with (fillfactor = 100);

create table events.event (
  day date not null,                    -- calendar day of event time in the reporting zone
  occurred_at timestamptz not null,     -- event time
  accepted_at timestamptz not null,     -- ingestion time
  type smallint not null,               -- ai.profithack.events.EventType.code
  user_id bigint,
  video_id bigint,
  creator_id bigint,
  gift_id bigint,
  -- How many such facts this row stands for: 1 for an event; any number, negative too, for a counter's movement.
  quantity bigint not null,
  duration_seconds integer,
  -- Reporting currency, minor units. Never negative: the type says whether it is added or taken away.
  amount_minor bigint not null default 0,
  original_minor bigint,                -- as sent, in minor units of original_currency, where that differs
  original_currency char(3),
  id text not null
) partition by range (day);

comment on table events.event is 'Every accepted event, once. Append-only.';

-- A brin index is a few pages a partition; new rows arrive nearly in order of day.
create index event_day_brin on events.event using brin (day) with (autosummarize = on, pages_per_range = 64);

-- Days whose figures no longer follow from the log: one note a batch and day, written in the transaction that appends
-- the events. Notes are only added (plain insert, no key), and whoever computes a day first deletes the notes it sees and then
-- reads the events: neither side waits for the other, and a note added meanwhile stays.
create table events.touched_day (
  day date not null,
  touched_at timestamptz not null,
  -- A registration was added to this day, moved to it, or moved away from it. Then the cohort of this day, and total_users
  -- and engagement_rate of this and every later day, no longer follow either.
  registrations boolean not null default false
);

-- Videos about which something was accepted before their creator was known, and the days of it: when the creator becomes
-- known, those events are given it and their days are touched, so that figures do not depend on the order of arrival.
create table events.awaiting_creator (
  video_id bigint not null,
  day date not null,
  primary key (video_id, day)
);

-- What was refused, once however often it is sent: `fingerprint` is a hash of what was sent and why it was refused.
create table events.refused_event (
  refusal_id bigint generated always as identity primary key,
  refused_at timestamptz not null,
  last_refused_at timestamptz not null,
  times integer not null default 1,
  fingerprint uuid not null,
  source text not null,                 -- api, import:<file>, platform
  reason_code text not null,
  reason text not null,
  event_id text,
  payload jsonb,                        -- the event as sent, where it was JSON at all
  raw text,                             -- else the first 8,000 characters of it
  state text not null default 'refused' check (state in ('refused', 'replayed', 'discarded')),
  settled_at timestamptz,
  settled_by text
);

create unique index refused_event_open on events.refused_event (fingerprint) where state = 'refused';
create index refused_event_newest on events.refused_event (state, refusal_id desc);
