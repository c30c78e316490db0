-- Watermarks: whose video each invisible payload says, and the files that were marked.

-- Drawn at random, given once, and never to anything else: copies are out there for good.
create table moderation.payload (
  payload text primary key check (payload ~ '^[0-9a-f]{8}$'),
  video_id bigint not null,
  creator_id bigint not null,
  registered_at timestamptz not null,
  unique (video_id, creator_id)
);

create function moderation.payload_stays() returns trigger language plpgsql as $$
begin
  raise exception 'payload % stays what it is', old.payload;
end $$;
create trigger payload_stays before update or delete on moderation.payload
  for each row execute function moderation.payload_stays();

-- `marking_id` is drawn from the sequence of public.content_watermarks: the row there, once it is done, has the same id.
create table moderation.marking (
  marking_id bigint primary key,
  video_id bigint not null,
  creator_id bigint,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  watermark_type text not null check (watermark_type in ('visible', 'invisible')),
  settings jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'erased')),
  stage text not null default '',
  progress smallint not null default 0 check (progress between 0 and 100),
  requested_at timestamptz not null,
  requested_by text not null check (requested_by <> ''),
  finished_at timestamptz,
  worker text,
  lease_until timestamptz,
  attempts int not null default 0,
  failure text,
  made_sha256 text unique check (made_sha256 ~ '^[0-9a-f]{64}$'),
  made_type text,
  check ((state = 'running') = (lease_until is not null and worker is not null)),
  check ((state in ('queued', 'running')) = (finished_at is null)),
  check ((state = 'failed') = (failure is not null)),
  check ((state in ('done', 'erased')) = (made_sha256 is not null and made_type is not null)),
  check (watermark_type = 'visible' or (creator_id is not null and settings ? 'payload'))
);
-- Whoever asks for the same again gets what is there.
create unique index marking_once on moderation.marking (video_id, sha256, watermark_type, settings)
  where state in ('queued', 'running', 'done');
create index marking_waiting on moderation.marking (marking_id) where state in ('queued', 'running');
create index marking_of_video on moderation.marking (video_id, marking_id);
create index marking_of_file on moderation.marking (sha256);
