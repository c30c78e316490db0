-- Lists of payees that were taken in: who sent them and when, and which destinations each of them named, for the second person
-- who confirms or declines them. The file itself is not kept: what it said is in force, sealed where it is an account.

create table payouts.payee_list (
  list_id bigint generated always as identity primary key,
  sha256 text not null check (length(sha256) = 64),
  name text check (length(name) between 1 and 200),      -- the file's, where it had one
  lines integer not null check (lines > 0),
  changed integer not null check (changed between 1 and lines),   -- creators of whom something changed
  taken_by text not null,
  taken_at timestamptz not null,
  declined_by text,
  declined_at timestamptz,
  declined_because text check (length(declined_because) between 1 and 500),
  check ((declined_at is null) = (declined_by is null) and (declined_at is null) = (declined_because is null))
);

-- What becomes of a destination is in its own row.
create table payouts.payee_list_destination (
  list_id bigint not null references payouts.payee_list,
  creator_id bigint not null,
  method_id bigint not null unique references payouts.method,
  primary key (list_id, creator_id)
);

create index method_unverified on payouts.method (method_id) where verified_at is null and retired_at is null;

create function payouts.payee_list_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.declined_at is not null
    or (old.list_id, old.sha256, old.name, old.lines, old.changed, old.taken_by, old.taken_at)
      is distinct from (new.list_id, new.sha256, new.name, new.lines, new.changed, new.taken_by, new.taken_at) then
    raise exception 'a list of payees stays as it was taken in, and is declined once' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger payee_list_stays before update or delete on payouts.payee_list
  for each row execute function payouts.payee_list_stays();
create trigger append_only before update or delete or truncate on payouts.payee_list_destination
  for each statement execute function payouts.refuse_change();
