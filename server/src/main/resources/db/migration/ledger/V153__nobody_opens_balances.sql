-- No statement of a session, and no setting of it, lets an overdrawing entry pass.

-- A balance has the bound of its account, from its first row on: else one that began with bound 0 would let its account be overdrawn.
-- Booking pays nothing for it: amounts change, bounds do not, and a new row is looked up in `account` as before. Rows that are there are
-- not looked at: of books that were edited the server starts, and `ledger verify` names what is wrong.
alter table ledger.account add constraint account_with_its_bound unique (account_id, bound);
alter table ledger.balance
  drop constraint balance_account_id_fkey,
  add constraint balance_has_the_bound_of_its_account
    foreign key (account_id, bound) references ledger.account (account_id, bound) not valid;

-- What follows the postings is written by triggers alone: of booking, of sealing and of rebuilding. What a setting opened, any session
-- could open. Sealing and rebuilding are therefore asked for by a row written into a view, whose trigger does that and nothing else.
create or replace function ledger.only_by_booking() returns trigger language plpgsql as $$
begin
  -- Deeper than one: a statement of a trigger.
  if pg_trigger_depth() > 1 then
    return new;
  end if;
  raise exception 'ledger.% follows the postings and is not written by hand', tg_table_name;
end
$$;

-- A row asks for up to `at_most` entries to be sealed, and comes back with how many were.
create view ledger.sealing as select null::integer as at_most, null::integer as sealed where false;

create function ledger.seal_what_is_asked_for() returns trigger language plpgsql as $$
declare
  taken bigint[];
  previous bytea;
  next_sequence bigint;
  sealed_entry bigint;
begin
  perform pg_advisory_xact_lock(hashtext('ledger.seal'));
  taken := array(select entry_id from ledger.unsealed order by entry_id limit new.at_most);
  delete from ledger.unsealed where entry_id = any (taken);

  insert into ledger.balance as b (account_id, bound, amount_minor)
  select p.account_id, 0, sum(p.amount_minor)
  from ledger.posting as p join ledger.account as a on a.account_id = p.account_id
  where p.entry_id = any (taken) and a.bound = 0
  group by p.account_id
  order by p.account_id
  on conflict (account_id) do update set amount_minor = b.amount_minor + excluded.amount_minor;
  perform ledger.add_to_totals(taken);

  select s.sequence + 1, s.hash into next_sequence, previous from ledger.seal as s order by s.sequence desc limit 1;
  if not found then
    next_sequence := 1;
    previous := decode(repeat('00', 32), 'hex');
  end if;
  foreach sealed_entry in array taken loop
    previous := sha256(previous || convert_to(next_sequence || E'\x1f' || ledger.sealed_text(sealed_entry), 'UTF8'));
    insert into ledger.seal (sequence, entry_id, hash) values (next_sequence, sealed_entry, previous);
    next_sequence := next_sequence + 1;
  end loop;
  new.sealed := coalesce(array_length(taken, 1), 0);
  return new;
end
$$;

create trigger seal_what_is_asked_for instead of insert on ledger.sealing
  for each row execute function ledger.seal_what_is_asked_for();

create or replace function ledger.seal(at_most integer) returns integer language plpgsql as $$
declare
  sealed_now integer;
begin
  insert into ledger.sealing (at_most) values (at_most) returning sealed into sealed_now;
  return sealed_now;
end
$$;

-- A row asks for everything that is reckoned from postings to be made anew, and comes back with what was wrong.
create view ledger.rebuilding as select null::text[] as wrong where false;

create function ledger.rebuild_what_is_wrong() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('ledger.seal'));
  lock table ledger.balance in exclusive mode;

  new.wrong := array(select m.sentence from ledger.misreckoned as m order by m.sentence);
  if cardinality(new.wrong) = 0 then
    return new;
  end if;

  delete from ledger.unsealed as u
  where exists (select from ledger.seal as s where s.entry_id = u.entry_id)
    or not exists (select from ledger.entry as e where e.entry_id = u.entry_id);
  insert into ledger.unsealed (entry_id)
  select e.entry_id from ledger.entry as e
  where not exists (select from ledger.seal as s where s.entry_id = e.entry_id)
  order by e.entry_id
  on conflict do nothing;

  delete from ledger.balance as b using ledger.account as a
  where a.account_id = b.account_id and (b.amount_minor <> 0 or b.bound <> a.bound)
    and not exists (select from ledger.reckoned_balance as r where r.account_id = b.account_id);
  insert into ledger.balance as b (account_id, bound, amount_minor)
  select r.account_id, r.bound, r.amount_minor from ledger.reckoned_balance as r order by r.account_id
  on conflict (account_id) do update set bound = excluded.bound, amount_minor = excluded.amount_minor
  where (b.bound, b.amount_minor) <> (excluded.bound, excluded.amount_minor);

  delete from ledger.totalled as t where not exists (select from ledger.reckoned_totalled as r where r.account_id = t.account_id);
  insert into ledger.totalled (account_id) select r.account_id from ledger.reckoned_totalled as r on conflict do nothing;
  delete from ledger.total as t
  where not exists (select from ledger.reckoned_total as r where r.path = t.path and r.asset = t.asset);
  insert into ledger.total as t (path, asset, accounts, amount_minor)
  select r.path, r.asset, r.accounts, r.amount_minor from ledger.reckoned_total as r
  on conflict (path, asset) do update set accounts = excluded.accounts, amount_minor = excluded.amount_minor
  where (t.accounts, t.amount_minor) <> (excluded.accounts, excluded.amount_minor);
  return new;
end
$$;

create trigger rebuild_what_is_wrong instead of insert on ledger.rebuilding
  for each row execute function ledger.rebuild_what_is_wrong();

create or replace function ledger.rebuild() returns setof text language plpgsql as $$
declare
  was_wrong text[];
begin
  insert into ledger.rebuilding (wrong) values (null) returning wrong into was_wrong;
  return query select unnest(was_wrong);
end
$$;
