-- A file of results that nobody took in may be removed; one that was taken in stays as it was sent.

create or replace function payouts.result_file_stays() returns trigger language plpgsql as $$
begin
  if old.applied_at is not null
    or (tg_op = 'UPDATE' and (old.file_id, old.sha256, old.name, old.content, old.uploaded_by, old.uploaded_at)
      is distinct from (new.file_id, new.sha256, new.name, new.content, new.uploaded_by, new.uploaded_at)) then
    raise exception 'a file of results stays as it was sent, and is taken in once' using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end
$$;

create index result_file_unused on payouts.result_file (uploaded_at) where applied_at is null;
