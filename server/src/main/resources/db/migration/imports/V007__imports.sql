-- Imports: which files were read how far, and the counters and streaks that their records told of.

create schema if not exists imports;

-- One row for each time a file is imported. An interrupted run goes on in its own row, so its counts always
-- add up: read = kept + duplicate + refused.
create table imports.run (
  run_id bigint generated always as identity primary key,
  sha256 char(64) not null,             -- of the file's content: the same content is the same file under any name
  file_name text not null,
  byte_count bigint not null,
  mapping text not null,
  state text not null default 'running' check (state in ('running', 'finished', 'failed')),
  message text not null default '',
  started_at timestamptz not null,
  finished_at timestamptz,
  read_count bigint not null default 0,     -- records, and where an interrupted run goes on
  kept_count bigint not null default 0,
  duplicate_count bigint not null default 0,
  refused_count bigint not null default 0,
  event_count bigint not null default 0,    -- events that the log did not have before
  check (read_count = kept_count + duplicate_count + refused_count),
  check ((state = 'finished') <= (finished_at is not null))
);

create index run_of_file on imports.run (sha256, mapping, run_id desc);

-- The days for which a run made events.
create table imports.run_day (
  run_id bigint not null references imports.run,
  day date not null,
  primary key (run_id, day)
);

create table imports.refused_record (
  run_id bigint not null references imports.run,
  record_number bigint not null,        -- first record: 1
  line_number bigint not null,
  reason_code text not null,
  reason text not null,
  raw text not null,                    -- the first 2,000 characters
  primary key (run_id, record_number)
);

-- What is captured again and again under one name: a counter, a gauge, or the growing count of a gift streak.
create table imports.series (
  series_id bigint generated always as identity primary key,
  namespace text not null,
  subject_kind text not null,           -- video, user, hashtag, sound, room, streak ...
  subject_key text not null,            -- foreign key within the namespace
  measure text not null,                -- views, likes, followers ...
  behaviour text not null check (behaviour in ('counter', 'gauge', 'streak')),
  event_type text,                      -- a counter with one becomes events, one without stays a trend
  label text,                           -- name to show
  -- The rules a counter was begun under stay with it: what was already counted followed from them.
  first_rule text not null,
  gap_rule text not null,
  published_at timestamptz,
  revision bigint not null default 0,   -- counts the batches that changed it; part of the ids of its events
  video_id bigint,
  creator_id bigint,
  -- Streaks only. A streak is complete when the run that last heard of it has read its file.
  run_id bigint references imports.run,
  user_id bigint,
  gift_id bigint,
  gift_name text,
  unit_minor bigint,                    -- price of one gift of the streak, reporting or other currency
  unit_currency char(3),
  sent_value bigint not null default 0, -- the count up to which its gift is in the event log
  peak_value bigint not null default 0,
  unique (namespace, subject_kind, subject_key, measure)
);

create index series_unsent on imports.series (run_id, series_id) where behaviour = 'streak' and peak_value > sent_value;

create table imports.capture (
  series_id bigint not null references imports.series,
  captured_at timestamptz not null,
  value bigint not null,
  primary key (series_id, captured_at)
);

-- Movements of counters on their way into the event log: written together with the captures they follow from, taken away when the
-- log has them. What an interruption leaves here is sent again by the next import; its ids make that harmless.
create table imports.outgoing (
  event_id text primary key,
  run_id bigint not null references imports.run,
  event_type text not null,
  occurred_at timestamptz not null,
  video_id bigint,
  creator_id bigint,
  quantity bigint not null
);

-- Movement per day of the counters that belong to no video and no creator: hashtags, sounds.
create table imports.trend_day (
  series_id bigint not null references imports.series,
  day date not null,
  movement bigint not null,
  primary key (series_id, day)
);

create view imports.trend as
select s.namespace, s.subject_kind, s.subject_key, coalesce(s.label, s.subject_key) as name, s.measure, d.day, d.movement
from imports.trend_day as d join imports.series as s using (series_id);

-- What catalogues said about gift types: the price may differ from one to the next.
create table imports.gift_listing (
  gift_id bigint not null,
  stated_at timestamptz not null,
  name text not null,
  price_minor bigint,
  currency char(3),
  primary key (gift_id, stated_at)
);
