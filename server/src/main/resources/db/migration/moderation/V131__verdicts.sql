-- Whose fault a failure was, what joins what, what senders declare, and rules that only the program kept.

-- Whose fault it was that nothing came of it: that of the file, of the server, or of something that was missing here.
alter table moderation.analysis add column fault text check (fault in ('file', 'server', 'unavailable'));
alter table moderation.marking add column fault text check (fault in ('file', 'server', 'unavailable'));
update moderation.analysis
set fault = case when failure like 'It failed for a reason of the server%' or failure like 'Its server ended%' then 'server' else 'file' end
where state = 'failed';
update moderation.marking
set fault = case when failure like 'It failed for a reason of the server%' or failure like 'Its server ended%' then 'server' else 'file' end
where state = 'failed';
alter table moderation.analysis add constraint analysis_fault check ((state = 'failed') = (fault is not null));
alter table moderation.marking add constraint marking_fault check ((state = 'failed') = (fault is not null));

-- What was fetched may be what another analysis looks at already: then it ends in that one.
alter table moderation.analysis
  add column joined_to bigint references moderation.analysis,
  drop constraint analysis_state_check,
  drop constraint analysis_check2,
  add constraint analysis_state check (state in ('queued', 'running', 'done', 'failed', 'joined')),
  add constraint analysis_finished check ((state in ('done', 'failed', 'joined')) = (finished_at is not null)),
  add constraint analysis_joined check ((state = 'joined') = (joined_to is not null));

-- What its sender says of a video's file, whichever analysis it was said with.
create table moderation.declaration (
  video_id bigint not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  origin text not null check (origin in ('recorded', 'generated')),
  declared_at timestamptz not null,
  declared_by text not null check (declared_by <> ''),
  primary key (video_id, sha256)
);
insert into moderation.declaration (video_id, sha256, origin, declared_at, declared_by)
select distinct on (video_id, sha256) video_id, sha256, declared_origin, requested_at, requested_by
from moderation.analysis where sha256 is not null and declared_origin <> 'unsaid'
order by video_id, sha256, analysis_id desc;

-- What was decided about a flag stays decided; what is worse than that is a flag of its own.
drop index public.content_flags_once;
create unique index content_flags_once on public.content_flags (video_id, flag_type, sha256, policy_version)
  where sha256 is not null and not coalesce(resolved, false);

create function moderation.is_flag_type(word text) returns boolean immutable language sql as $$
  select word in ('violence', 'sexual_content', 'hate', 'misinformation', 'copyright', 'spam', 'child_safety', 'harassment',
    'known_bad', 'previously_blocked', 'deepfake', 'not_looked_at')
$$;
-- 1 is the least; null for any other word.
create function moderation.severity_rank(word text) returns int immutable language sql as $$
  select array_position(array['low', 'medium', 'high', 'critical'], word)
$$;
alter table moderation.evidence add constraint evidence_flag_type check (moderation.is_flag_type(flag_type));

-- Rows of the contract's tables that an analysis wrote keep its rules; those of others are theirs.
alter table public.content_flags add constraint content_flags_of_an_analysis check (
  sha256 is null or (analysis_id is not null and policy_version is not null and description is not null
    and moderation.is_flag_type(flag_type) and moderation.severity_rank(severity) is not null));
alter table public.deepfake_detection add constraint deepfake_detection_of_an_analysis check (
  sha256 is null or (analysis_id is not null and policy_version is not null
    and confidence between 0 and 100 and is_deepfake = (confidence > 80)));
alter table public.blocked_content add constraint blocked_content_of_an_analysis check (
  sha256 is null or (analysis_id is not null and policy_version is not null and block_reason <> ''
    and (appeal_deadline > block_date or not appealable)));
alter table public.moderation_queue add constraint moderation_queue_of_an_analysis check (
  analysis_id is null or (priority in (1, 2, 3, 5)
    and status in ('pending', 'in_review', 'approved', 'rejected', 'escalated')));
