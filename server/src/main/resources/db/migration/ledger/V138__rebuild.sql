-- What is reckoned from postings can be made anew from them: balances, what waits to be sealed, and the trial balance.

-- What `balance` has to say: of bounded accounts all postings, of all others the sealed ones.
create view ledger.reckoned_balance as
select a.account_id, a.bound, sum(p.amount_minor)::bigint as amount_minor
from ledger.posting as p join ledger.account as a on a.account_id = p.account_id
where a.bound <> 0 or exists (select from ledger.seal as s where s.entry_id = p.entry_id)
group by a.account_id, a.bound;

-- What `totalled` and `total` have to say: the sealed postings.
create view ledger.reckoned_totalled as
select distinct p.account_id from ledger.seal as s join ledger.posting as p on p.entry_id = s.entry_id;

create view ledger.reckoned_total as
select ledger.total_path(a.path) as path, a.asset, count(distinct a.account_id) as accounts, sum(p.amount_minor)::bigint as amount_minor
from ledger.seal as s
join ledger.posting as p on p.entry_id = s.entry_id
join ledger.account as a on a.account_id = p.account_id
group by 1, 2;

-- Each thing that is not as its postings have it, a sentence each.
create view ledger.misreckoned as
select format('The balance of %s in %s says %s, its postings say %s.', a.path, a.asset,
    coalesce(b.amount_minor::text, 'nothing'), coalesce(r.amount_minor, 0))
  || case when b.bound <> a.bound then format(' Its bound says %s, its account %s.', b.bound, a.bound) else '' end as sentence
from ledger.account as a
left join ledger.balance as b on b.account_id = a.account_id
left join ledger.reckoned_balance as r on r.account_id = a.account_id
where coalesce(b.amount_minor, 0) <> coalesce(r.amount_minor, 0) or b.bound <> a.bound
  or b.account_id is null and r.account_id is not null
union all
select format('Entry %s is neither sealed nor waiting to be.', e.entry_id)
from ledger.entry as e
where not exists (select from ledger.seal as s where s.entry_id = e.entry_id)
  and not exists (select from ledger.unsealed as u where u.entry_id = e.entry_id)
union all
select format('Entry %s waits to be sealed and %s.', u.entry_id, case when s.entry_id is null then 'is not there' else 'is sealed' end)
from ledger.unsealed as u
left join ledger.seal as s on s.entry_id = u.entry_id
left join ledger.entry as e on e.entry_id = u.entry_id
where s.entry_id is not null or e.entry_id is null
union all
select format('The trial balance of %s in %s says %s on %s accounts as of the last seal, the sealed postings say %s on %s.',
  coalesce(t.path, r.path), coalesce(t.asset, r.asset), coalesce(t.amount_minor, 0), coalesce(t.accounts, 0),
  coalesce(r.amount_minor, 0), coalesce(r.accounts, 0))
from ledger.total as t full join ledger.reckoned_total as r on r.path = t.path and r.asset = t.asset
where (t.amount_minor, t.accounts) is distinct from (r.amount_minor, r.accounts)
union all
select format('The trial balance %s %s in %s.',
  case when t.account_id is null then 'has not counted' else 'has counted, without a sealed posting,' end, a.path, a.asset)
from ledger.totalled as t
full join ledger.reckoned_totalled as r on r.account_id = t.account_id
join ledger.account as a on a.account_id = coalesce(t.account_id, r.account_id)
where t.account_id is null or r.account_id is null;

-- Makes them anew, and returns what was wrong. Nobody books to a bounded account or seals meanwhile: sealers wait for the first lock,
-- whoever books waits for the second, and this waits for whoever is booking. What is right is not written again.
create function ledger.rebuild() returns setof text language plpgsql set "ledger.sealing" = 'on' as $$
begin
  perform pg_advisory_xact_lock(hashtext('ledger.seal'));
  lock table ledger.balance in exclusive mode;

  return query select m.sentence from ledger.misreckoned as m order by m.sentence;
  if not found then
    return;
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
end
$$;
