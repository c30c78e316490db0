-- Analyses of videos, their evidence, and what keeps flags, queue items, blocks and detections from being written twice.

create schema if not exists moderation;

create table moderation.analysis (
  analysis_id bigint generated always as identity primary key,
  video_id bigint not null,
  -- The file that is looked at; null while it is still to be fetched from `source_url`.
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  source_url text,
  declared_origin text not null default 'unsaid' check (declared_origin in ('unsaid', 'recorded', 'generated')),
  policy_version text not null check (policy_version <> ''),
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  stage text not null default '',
  progress smallint not null default 0 check (progress between 0 and 100),
  requested_at timestamptz not null,
  requested_by text not null check (requested_by <> ''),
  started_at timestamptz,
  finished_at timestamptz,
  -- Who works on it, until when that is believed without a word from them, and how often it was begun.
  worker text,
  lease_until timestamptz,
  attempts int not null default 0,
  failure text,
  facts jsonb,
  verdict jsonb,
  deepfake jsonb,
  check (sha256 is not null or source_url is not null),
  check ((state = 'running') = (lease_until is not null and worker is not null)),
  check ((state in ('done', 'failed')) = (finished_at is not null)),
  check ((state = 'failed') = (failure is not null)),
  check ((state = 'done') = (verdict is not null and deepfake is not null and sha256 is not null))
);
-- The same file of the same video is looked at by one analysis at a time; who asks again joins it.
create unique index analysis_under_way on moderation.analysis (video_id, coalesce(sha256, md5(source_url)), policy_version)
  where state in ('queued', 'running');
create index analysis_waiting on moderation.analysis (analysis_id) where state in ('queued', 'running');
create index analysis_of_video on moderation.analysis (video_id, analysis_id);

create table moderation.evidence (
  evidence_id bigint generated always as identity primary key,
  analysis_id bigint not null references moderation.analysis,
  place int not null,
  kind text not null check (kind <> ''),
  source text not null check (source <> ''),
  version text not null,
  found text not null check (found in ('concern', 'nothing', 'fact', 'unavailable')),
  score double precision check (score between 0 and 1),
  from_ms bigint check (from_ms >= 0),
  to_ms bigint,
  area jsonb,                                  -- {x, y, width, height}, each a share of the picture, 0 to 1
  flag_type text,
  severity text check (severity in ('low', 'medium', 'high', 'critical')),
  explanation text not null check (explanation <> ''),
  detail jsonb not null default '{}',
  unique (analysis_id, place),
  check (to_ms is null or (from_ms is not null and to_ms >= from_ms)),
  check ((found = 'concern') = (flag_type is not null and severity is not null))
);

-- Rows of the contract's tables that an analysis wrote say so; those of an earlier installation, or of people, do not.
alter table public.content_flags
  add column if not exists analysis_id bigint,
  add column if not exists sha256 text,
  add column if not exists policy_version text;
create unique index content_flags_once on public.content_flags (video_id, flag_type, sha256, policy_version)
  where sha256 is not null;

alter table public.deepfake_detection
  add column if not exists analysis_id bigint,
  add column if not exists sha256 text,
  add column if not exists policy_version text;
create unique index deepfake_detection_once on public.deepfake_detection (video_id, sha256, policy_version)
  where sha256 is not null;

-- An earlier installation may have queued a video several times: the newest open item counts.
alter table public.moderation_queue
  add column if not exists superseded boolean not null default false,
  add column if not exists analysis_id bigint;
update public.moderation_queue as q set superseded = true
where q.status in ('pending', 'in_review', 'escalated')
  and exists (
    select 1 from public.moderation_queue as n
    where n.video_id = q.video_id and n.status in ('pending', 'in_review', 'escalated') and n.id > q.id);
create unique index moderation_queue_one_open on public.moderation_queue (video_id)
  where status in ('pending', 'in_review', 'escalated') and not superseded;

alter table public.blocked_content
  add column if not exists analysis_id bigint,
  add column if not exists sha256 text,
  add column if not exists policy_version text;
create unique index blocked_content_once on public.blocked_content (video_id, sha256, policy_version)
  where sha256 is not null;
