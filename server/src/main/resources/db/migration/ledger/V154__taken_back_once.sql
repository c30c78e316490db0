-- All of an entry is taken back at most once, under whatever keys it is tried.

-- Whether two entries together move nothing: one takes back all of the other.
create function ledger.undoes(one bigint, other bigint) returns boolean
  language sql stable parallel safe
  return not exists (
    select from ledger.posting as p where p.entry_id in (one, other) group by p.account_id having sum(p.amount_minor) <> 0);

-- The entries of which all was taken back, each with the entry that did. Parts of an entry may be taken back as often as there are
-- parts of it, like refunds of a gift: those are not here.
create table ledger.reversal (
  entry_id bigint constraint entry_reversed_once primary key references ledger.entry,
  by_entry_id bigint not null unique references ledger.entry
);

-- What was taken back twice before is named by `ledger verify`.
insert into ledger.reversal (entry_id, by_entry_id)
select e.reverses, min(e.entry_id) from ledger.entry as e
where e.reverses is not null and ledger.undoes(e.entry_id, e.reverses)
group by e.reverses;

create trigger append_only before update or delete or truncate on ledger.reversal
  for each statement execute function ledger.refuse_change();
create trigger only_by_booking before insert on ledger.reversal
  for each statement execute function ledger.only_by_booking();

create function ledger.note_reversal() returns trigger language plpgsql as $$
begin
  if ledger.undoes(new.entry_id, new.reverses) then
    insert into ledger.reversal (entry_id, by_entry_id) values (new.reverses, new.entry_id);
  end if;
  return null;
end
$$;

-- When the transaction ends, for then the entry has its postings; what takes nothing back pays nothing.
create constraint trigger note_reversal after insert on ledger.entry deferrable initially deferred
  for each row when (new.reverses is not null) execute function ledger.note_reversal();

-- What was tried under a burnt key, so that another attempt is told in what it differs. Unknown of keys that were burnt before.
alter table ledger.burnt_key
  add column kind text,
  add column effective_at timestamptz,
  add column reverses bigint,
  add constraint attempt_known_or_not check ((kind is null) = (effective_at is null) and (kind is not null or reverses is null));
