-- Statements that were kept without their days: nobody could tell whether one before them is missing, or another covers the same days.
insert into payouts.exception (kind, subject, sentence, opened_at)
select 'statement_unplaced', format('statement %s %s (%s)', account, bank_id, statement_id),
  format('Statement %s was read without the days that it covers: whether one before it is missing, or another covers the same days, cannot be told.', bank_id),
  read_at
from payouts.statement
where not notification and (from_day is null or to_day is null)
on conflict (kind, subject) do nothing;
