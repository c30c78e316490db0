-- Files that say what became of payments: lists that come back from whoever paid by hand, and the bank's status reports.
-- A file is kept as it was sent, is there once, and is taken in once.
create table payouts.result_file (
  file_id bigint generated always as identity primary key,
  sha256 text not null unique check (length(sha256) = 64),
  name text not null check (length(name) between 1 and 200),
  content bytea not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  applied_by text,
  applied_at timestamptz,
  changed integer,                      -- how many payouts it moved on
  check ((applied_at is null) = (applied_by is null) and (applied_at is null) = (changed is null))
);

create function payouts.result_file_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.applied_at is not null
    or (old.file_id, old.sha256, old.name, old.content, old.uploaded_by, old.uploaded_at)
      is distinct from (new.file_id, new.sha256, new.name, new.content, new.uploaded_by, new.uploaded_at) then
    raise exception 'a file of results stays as it was sent, and is taken in once' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger result_file_stays before update or delete on payouts.result_file
  for each row execute function payouts.result_file_stays();
