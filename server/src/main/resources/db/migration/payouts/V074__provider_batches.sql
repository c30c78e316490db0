-- What a provider calls a batch that it was given: the name under which its payments are looked up there.
alter table payouts.batch add column provider_id text check (provider_id <> '');
create unique index batch_at_provider on payouts.batch (rail, provider_id) where provider_id is not null;
