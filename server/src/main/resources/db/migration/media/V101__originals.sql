-- Originals: the files that videos are made of, kept once by what is in them, and which video refers to which.

create table media.original (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  byte_count bigint not null check (byte_count > 0),
  container text not null check (container <> ''),
  stored_at timestamptz not null,
  -- The bytes are gone since then; what was found in them stays.
  deleted_at timestamptz,
  deleted_by text,
  deleted_because text,
  check ((deleted_at is null) = (deleted_by is null) and (deleted_at is null) = (deleted_because is null))
);
create index original_held on media.original (stored_at) where deleted_at is null;

-- A video refers to a file once, however often it was sent: `added_at` is the last time.
create table media.original_reference (
  reference_id bigint generated always as identity primary key,
  sha256 text not null references media.original,
  video_id bigint not null,
  file_name text not null,
  came_by text not null check (came_by in ('upload', 'file', 'url')),
  added_at timestamptz not null,
  added_by text not null check (added_by <> ''),
  unique (video_id, sha256)
);
create index original_reference_newest on media.original_reference (video_id, added_at);
create index original_reference_file on media.original_reference (sha256);
