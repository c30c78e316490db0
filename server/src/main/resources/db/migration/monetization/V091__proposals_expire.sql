-- Proposals of collaborations that nobody answers expire.
alter table monetization.collaboration_version drop constraint collaboration_version_state_check;
alter table monetization.collaboration_version add constraint collaboration_version_state_check
  check (state in ('proposed', 'accepted', 'declined', 'withdrawn', 'expired'));
create index collaboration_version_waiting on monetization.collaboration_version (proposed_at) where state = 'proposed';
