-- What each event of the outside world changed in what is owed.

-- For readers of figures: one row an event and time, over all entries whose explanation names that event, with what they added to
-- what we owe (liabilities) less what is owed to us by the same people (debts); 0 where they changed neither. An entry and the one that
-- takes it back add up to 0.
create view ledger.event_share as
select e.explanation ->> 'event' as event_id, e.effective_at,
  -sum(case when a.path like 'liabilities:%' or a.path like 'assets:%:debt' then p.amount_minor else 0 end)::bigint as owed_minor
from ledger.entry as e
join ledger.posting as p on p.entry_id = e.entry_id
join ledger.account as a on a.account_id = p.account_id
where e.explanation ? 'event'
group by e.explanation ->> 'event', e.effective_at;
