-- The accounts that differ only in whose they are are read together.
create index account_kind on ledger.account (regexp_replace(path, ':[0-9]+', ':*'), asset);
