-- What was done to one thing, the newest first: who fetched the file of a batch.
create index audit_entry_subject on access.audit_entry (subject, action, entry_id);
