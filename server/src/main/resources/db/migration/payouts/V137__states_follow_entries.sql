-- A payout's state and the place of its money in the ledger are held together by the database: neither changes without the other.

-- Where a payout's money has to be in this state: the creator's account in-payout or available, or the rail's clearing account.
create function payouts.belongs_in(state text) returns text language sql immutable parallel safe
  return case
    when state in ('reserved', 'submitting', 'unknown') then 'in-payout'
    when state in ('failed', 'cancelled', 'returned') then 'available'
    else 'clearing' end;

-- Where the ledger has it, by the payout's hold, the entry that ended it, and the entry that gave back what a rail had.
create view payouts.placed as
select p.payout_id, p.state,
  case
    when h.hold_id is null then 'nowhere'
    when (h.key, h.amount_minor, s.path, s.asset, t.path, t.asset) is distinct from (
        'payout:' || p.payout_id, p.amount_minor,
        'liabilities:creators:' || p.creator_id || ':available', p.currency,
        'liabilities:creators:' || p.creator_id || ':in-payout', p.currency) then 'set aside as something else'
    when h.state <> 'posted' and b.entry_id is not null then 'given back from where it never was'
    when h.state = 'held' then 'in-payout'
    when h.state in ('voided', 'expired') then 'available'
    when not exists (
        select from ledger.posting as l join ledger.account as a on a.account_id = l.account_id
        where l.entry_id = h.resolving_entry_id and a.path = 'liabilities:clearing:' || p.rail and a.asset = p.currency
          and l.amount_minor = -p.amount_minor) then 'somewhere else'
    when b.entry_id is null then 'clearing'
    when b.line_count = 2 and (
        select count(*) from ledger.posting as l join ledger.account as a on a.account_id = l.account_id
        where l.entry_id = b.entry_id and a.asset = p.currency and (a.path, l.amount_minor) in (
          ('liabilities:clearing:' || p.rail, p.amount_minor),
          ('liabilities:creators:' || p.creator_id || ':available', -p.amount_minor))) = 2 then 'available'
    else 'given back elsewhere'
  end as place
from payouts.payout as p
left join ledger.hold as h on h.hold_id = p.hold_id
left join ledger.account as s on s.account_id = h.source_account_id
left join ledger.account as t on t.account_id = h.holding_account_id
left join ledger.entry as b on b.key = 'payout:' || p.payout_id || ':back';

-- Payouts whose money is not where their state says.
create view payouts.misplaced as
select payout_id,
  format('Payout %s is %s: its money belongs in %s, and the ledger has it %s.', payout_id, replace(state, '_', ' '),
    payouts.belongs_in(state), case when place in ('in-payout', 'clearing', 'available') then 'in ' || place else place end) as sentence
from payouts.placed where place <> payouts.belongs_in(state);

-- Refuses what is misplaced among these. Each is looked up by indexes, by one plan, whether they are one or thousands and however
-- little the planner knows of young tables.
create function payouts.refuse_misplaced(changed bigint[]) returns void language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  wrong text;
begin
  select m.sentence into wrong from payouts.misplaced as m where m.payout_id = any (changed) limit 1;
  if found then
    raise exception '%', wrong using errcode = 'check_violation', constraint = 'money_where_the_state_says';
  end if;
end
$$;

-- The entry comes first, then the state: in one transaction, and looked at once a statement.
create function payouts.state_follows_entry() returns trigger language plpgsql as $$
begin
  perform payouts.refuse_misplaced(array(select n.payout_id from changed as n));
  return null;
end
$$;
create trigger state_follows_entry_begin after insert on payouts.payout
  referencing new table as changed
  for each statement execute function payouts.state_follows_entry();

create trigger state_follows_entry after update on payouts.payout
  referencing new table as changed
  for each statement execute function payouts.state_follows_entry();

-- And no entry without the state: looked at when the transaction ends.
create function payouts.hold_is_a_payouts() returns trigger language plpgsql as $$
begin
  if not exists (select from payouts.payout as p where p.hold_id = new.hold_id) then
    raise exception 'hold % is of no payout', new.key using errcode = 'check_violation', constraint = 'money_where_the_state_says';
  end if;
  return null;
end
$$;
create constraint trigger hold_is_a_payouts after insert on ledger.hold
  deferrable initially deferred
  for each row when (new.key like 'payout:%') execute function payouts.hold_is_a_payouts();

create function payouts.hold_ends_with_its_payout() returns trigger language plpgsql as $$
begin
  perform payouts.refuse_misplaced(array(select p.payout_id from payouts.payout as p where p.hold_id = new.hold_id));
  return null;
end
$$;
create constraint trigger hold_ends_with_its_payout after update on ledger.hold
  deferrable initially deferred
  for each row when (new.key like 'payout:%') execute function payouts.hold_ends_with_its_payout();

create function payouts.comes_back_with_its_payout() returns trigger language plpgsql as $$
declare
  payout bigint := substring(new.key from '^payout:([0-9]{1,18}):back$')::bigint;
begin
  if not exists (select from payouts.payout as p where p.payout_id = payout) then
    raise exception 'entry % is of no payout', new.key using errcode = 'check_violation', constraint = 'money_where_the_state_says';
  end if;
  perform payouts.refuse_misplaced(array[payout]);
  return null;
end
$$;
create constraint trigger comes_back_with_its_payout after insert on ledger.entry
  deferrable initially deferred
  for each row when (new.key like 'payout:%:back') execute function payouts.comes_back_with_its_payout();

-- Everything in which payouts and the ledger disagree, a sentence each: for `ledger verify`.
create view payouts.disagreement as
select m.sentence from payouts.misplaced as m
union all
select format('Payout %s is %s, its last step says %s.', p.payout_id, p.state, coalesce(e.to_state, 'nothing'))
from payouts.payout as p
left join (
  select distinct on (payout_id) payout_id, to_state from payouts.event order by payout_id, event_id desc
) as e on e.payout_id = p.payout_id
where e.to_state is distinct from p.state
union all
select format('Payout %s is confirmed, and nothing that was read confirms it.', p.payout_id)
from payouts.payout as p
where p.state = 'confirmed'
  and not exists (select from payouts.matched as m where m.payout_id = p.payout_id and m.role = 'settles')
  and not exists (select from payouts.stripe_balance_line as l where l.payout_id = p.payout_id and l.outcome = 'settles')
  and not exists (select from payouts.paypal_line as l where l.payout_id = p.payout_id and l.outcome = 'settles')
union all
select format('Hold %s of %s in %s is set aside for no payout.', h.key, h.amount_minor, a.path)
from ledger.hold as h join ledger.account as a on a.account_id = h.holding_account_id
where a.path like 'liabilities:creators:%:in-payout'
  and not exists (select from payouts.payout as p where p.hold_id = h.hold_id)
union all
select format('Entry %s moves %s in %s, and neither a payout nor anything that was read says so.', l.entry_id, l.amount_minor, a.path)
from ledger.account as a join ledger.posting as l on l.account_id = a.account_id
where a.path like 'liabilities:clearing:%'
  and not exists (
    select from ledger.hold as h join payouts.payout as p on p.hold_id = h.hold_id where h.resolving_entry_id = l.entry_id)
  and not exists (
    select from ledger.entry as e join payouts.payout as p on e.key = 'payout:' || p.payout_id || ':back' where e.entry_id = l.entry_id)
  and not exists (select from payouts.statement_line as s where s.entry_id = l.entry_id)
  and not exists (select from payouts.stripe_balance_line as s where s.entry_id = l.entry_id)
  and not exists (select from payouts.paypal_line as s where s.entry_id = l.entry_id);

comment on function payouts.contract_status(text) is
  'The contract''s word for a state. Submitting is processing, not pending: its key is saved and the rail may have it, so that nobody can cancel it any more. It has no transaction_id until the rail named it; what is accepted or paid always has one.';
