-- The trial balance as of the last sealing, kept by the sealer, so that looking at it reads what is not sealed yet and no more.

-- Accounts that differ only in whose they are stand together, with `*` for the number.
create function ledger.total_path(path text) returns text
  language sql immutable parallel safe
  return regexp_replace(path, ':[0-9]+', ':*');

create table ledger.total (
  path text not null,
  asset text not null references ledger.asset,
  -- How many accounts with a sealed posting these are.
  accounts bigint not null check (accounts >= 0),
  amount_minor bigint not null,
  primary key (path, asset)
);

-- The accounts that `total` counts.
create table ledger.totalled (
  account_id bigint primary key references ledger.account
);

insert into ledger.total (path, asset, accounts, amount_minor)
select ledger.total_path(a.path), a.asset, count(distinct a.account_id), sum(p.amount_minor)
from ledger.seal as s
join ledger.posting as p on p.entry_id = s.entry_id
join ledger.account as a on a.account_id = p.account_id
group by 1, 2;

insert into ledger.totalled (account_id)
select distinct p.account_id from ledger.seal as s join ledger.posting as p on p.entry_id = s.entry_id;

-- Adds sealed entries to the totals: for the sealer, in its transaction.
create function ledger.add_to_totals(sealed bigint[]) returns void language plpgsql as $$
begin
  with moved as (
    select p.account_id, sum(p.amount_minor) as amount_minor
    from ledger.posting as p where p.entry_id = any (sealed) group by p.account_id
  ), fresh as (
    insert into ledger.totalled (account_id) select account_id from moved on conflict do nothing returning account_id
  )
  insert into ledger.total as t (path, asset, accounts, amount_minor)
  select ledger.total_path(a.path), a.asset, count(f.account_id), sum(m.amount_minor)
  from moved as m
  join ledger.account as a on a.account_id = m.account_id
  left join fresh as f on f.account_id = m.account_id
  group by 1, 2
  on conflict (path, asset) do update
  set accounts = t.accounts + excluded.accounts, amount_minor = t.amount_minor + excluded.amount_minor;
end
$$;

create or replace function ledger.seal(at_most integer) returns integer language plpgsql as $$
declare
  taken bigint[];
  previous bytea;
  next_sequence bigint;
  sealed bigint;
begin
  perform pg_advisory_xact_lock(hashtext('ledger.seal'));
  taken := array(select entry_id from ledger.unsealed order by entry_id limit at_most);
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
  foreach sealed in array taken loop
    previous := sha256(previous || convert_to(next_sequence || E'\x1f' || ledger.sealed_text(sealed), 'UTF8'));
    insert into ledger.seal (sequence, entry_id, hash) values (next_sequence, sealed, previous);
    next_sequence := next_sequence + 1;
  end loop;
  return coalesce(array_length(taken, 1), 0);
end
$$;
