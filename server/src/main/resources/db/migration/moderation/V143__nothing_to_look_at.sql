-- Where there is no sound, no title or no item in any bank, nothing was looked at: that is not "nothing found".

alter table moderation.evidence drop constraint evidence_found_check;
alter table moderation.evidence add constraint evidence_found_check
  check (found in ('concern', 'nothing', 'fact', 'not_applicable', 'unavailable'));
