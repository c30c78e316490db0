-- Collaborations: what two creators agreed on for a video, version by version, and what was booked under it.

-- `proposed_by` is null where an earlier installation wrote the row: it is shown, and nothing is booked by it.
alter table public.creator_collaborations add column if not exists proposed_by bigint;
alter table public.creator_collaborations add column if not exists ended_at timestamptz;
-- Who asked to end it, while the other has not agreed.
alter table public.creator_collaborations add column if not exists end_asked_by bigint;

create unique index creator_collaborations_open on public.creator_collaborations (video_id)
  where proposed_by is not null and status in ('proposed', 'accepted', 'active');
create index creator_collaborations_video on public.creator_collaborations (video_id) where proposed_by is not null;

-- What was proposed, and what became of it. A version that both accepted is never changed: another agreement is another version.
create table monetization.collaboration_version (
  collaboration_id bigint not null,
  version integer not null check (version >= 1),
  -- Of what the video earns its creators, in per cent: creator_id_1 and creator_id_2 of the collaboration.
  percent_1 numeric(5,2) not null check (percent_1 > 0),
  percent_2 numeric(5,2) not null check (percent_2 > 0),
  -- First all of it goes to this creator, until so much is reached; then the percentages hold.
  recoup_creator_id bigint,
  recoup_minor bigint check (recoup_minor > 0),
  proposed_by bigint not null,
  proposed_at timestamptz not null,
  wanted_from timestamptz,
  state text not null default 'proposed' check (state in ('proposed', 'accepted', 'declined', 'withdrawn')),
  answered_at timestamptz,
  -- From when it holds: never before both had accepted it.
  in_force_from timestamptz,
  primary key (collaboration_id, version),
  constraint shares_add_up check (percent_1 + percent_2 = 100),
  check ((recoup_creator_id is null) = (recoup_minor is null)),
  check ((state = 'proposed') = (answered_at is null)),
  check ((state = 'accepted') = (in_force_from is not null)),
  check (in_force_from >= answered_at)
);

create unique index collaboration_version_open on monetization.collaboration_version (collaboration_id) where state = 'proposed';

-- What was booked to the creators of a video under a version, and what a refund took back: then both amounts are negative.
create table monetization.collaboration_booking (
  booking_key text primary key,
  collaboration_id bigint not null,
  version integer not null,
  takes_back text references monetization.collaboration_booking,
  minor bigint not null,
  recouped_minor bigint not null,
  foreign key (collaboration_id, version) references monetization.collaboration_version,
  check ((takes_back is null and minor >= 0 and recouped_minor between 0 and minor)
    or (takes_back is not null and minor <= 0 and recouped_minor between minor and 0))
);

create index collaboration_booking_version on monetization.collaboration_booking (collaboration_id, version) include (minor, recouped_minor);
create index collaboration_booking_back on monetization.collaboration_booking (takes_back) where takes_back is not null;
