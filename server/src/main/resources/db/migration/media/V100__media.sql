-- Banks of perceptual hashes: what is known to be bad, what was blocked, what is protected, and what must never count.
--
-- An item is one picture or recording; its moments carry its hashes. What an item shows never changes: it is added once,
-- and from then on only its state moves.

create schema if not exists media;

create table media.bank (
  bank_id bigint generated always as identity primary key,
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9 _.-]{0,59}$'),
  kind text not null check (kind in ('known_bad', 'blocked', 'protected', 'negative')),
  created_at timestamptz not null,
  created_by text not null check (created_by <> '')
);

-- Where it comes from: the list or the decision (`source`), and what it is called there (`source_key`).
create table media.item (
  item_id bigint generated always as identity primary key,
  bank_id bigint not null references media.bank,
  source text not null check (source <> ''),
  source_key text not null check (source_key <> ''),
  note text not null,
  length_ms bigint not null check (length_ms >= 0),          -- 0: a still
  added_at timestamptz not null,
  added_by text not null check (added_by <> ''),
  state text not null default 'active' check (state in ('active', 'quarantined', 'removed')),
  state_at timestamptz not null,
  state_by text not null check (state_by <> ''),
  state_reason text not null,
  unique (bank_id, source, source_key),
  check (state = 'active' or state_reason <> '')
);

-- A moment, from which to which millisecond it looked the same, and its hashes of 32 bytes one after another: the picture
-- as it is first, then under the edits that are foreseen.
create table media.item_frame (
  item_id bigint not null references media.item,
  frame int not null check (frame >= 0),
  from_ms int not null check (from_ms >= 0),
  to_ms int not null,
  quality smallint not null check (quality between 0 and 100),
  hashes bytea not null check (length(hashes) > 0 and length(hashes) % 32 = 0),
  primary key (item_id, frame),
  check (to_ms >= from_ms)
);

-- What was compared with the banks, newest time only, and what it showed, first time only.
create table media.comparison (
  subject text primary key check (subject <> ''),
  compared_at timestamptz not null
);
create index comparison_time on media.comparison (compared_at);

create table media.sighting (
  item_id bigint not null references media.item,
  subject text not null,
  seen_at timestamptz not null,
  primary key (item_id, subject)
);
create index sighting_time on media.sighting (item_id, seen_at);

-- Counts up with every change of what is searched, in the transaction of the change: who holds the banks in memory sees
-- by it when to read them again.
create table media.revision (
  only_one boolean primary key default true check (only_one),
  revision bigint not null
);
insert into media.revision (revision) values (0);

create function media.count_revision() returns trigger language plpgsql as $$
begin
  update media.revision set revision = revision + 1;
  return null;
end $$;
create trigger item_counts after insert or update or delete on media.item
  for each statement execute function media.count_revision();

create function media.item_stays() returns trigger language plpgsql as $$
begin
  if (new.item_id, new.bank_id, new.source, new.source_key, new.length_ms, new.added_at, new.added_by)
    is distinct from (old.item_id, old.bank_id, old.source, old.source_key, old.length_ms, old.added_at, old.added_by)
  then
    raise exception 'item % of a bank stays what it is', old.item_id;
  end if;
  if old.state = 'removed' and new.state <> 'removed' then
    raise exception 'item % was removed for good', old.item_id;
  end if;
  return new;
end $$;
create trigger item_stays before update on media.item for each row execute function media.item_stays();

create function media.frame_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the hashes of item % stay what they are', old.item_id;
end $$;
create trigger frame_stays before update on media.item_frame for each row execute function media.frame_stays();
