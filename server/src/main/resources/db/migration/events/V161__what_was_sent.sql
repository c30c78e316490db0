-- What a money event said in its own currency goes with it to whoever keeps the books: a refund follows its gift in the currency that
-- both were sent in, whatever the rates of their days are.

alter table events.money_event
  -- As sent, in minor units of original_currency, where that is not the reporting currency.
  add column original_minor bigint check (original_minor > 0),
  add column original_currency char(3),
  add constraint original_with_its_currency check ((original_minor is null) = (original_currency is null)),
  drop constraint amount_or_dispute,
  -- A refund may be of less than half a minor unit of the reporting currency: of its gift it takes something all the same.
  add constraint amount_or_dispute check (case when dispute_of is not null then amount_minor = 0
    else amount_minor > 0 or amount_minor = 0 and type = 11 and original_minor is not null end);

update events.money_event as m
set original_minor = e.original_minor, original_currency = e.original_currency
from events.event as e
where e.id = m.id and e.original_minor > 0;
