-- Gifts and refunds are kept as they were sent too: where both were sent in the same currency, a refund takes back of its gift what it
-- is of it in that currency. Columns without a value are of what was sent in the reporting currency, or nobody knows any more how.

alter table monetization.earning
  add column original_minor bigint check (original_minor > 0),
  add column original_currency char(3),
  -- What refunds took back of it.
  add column refunded_original_minor bigint check (refunded_original_minor between 0 and original_minor),
  add constraint originals_together check ((original_minor is null) = (original_currency is null)
    and (original_minor is null) = (refunded_original_minor is null));

update monetization.earning as e
set original_minor = f.original_minor, original_currency = f.original_currency,
  refunded_original_minor = div(f.original_minor::numeric * e.refunded_minor, e.amount_minor)
from events.event as f
where f.id = e.event_id and f.type in (10, 12, 13) and f.original_minor > 0;

-- As earning_payer, for gifts and refunds in another currency than the reporting one.
create index earning_payer_original on monetization.earning (payer_id, occurred_at desc)
  where kind = 'gift' and refunded_original_minor < original_minor;

alter table monetization.refund
  add column original_minor bigint check (original_minor > 0),
  add column original_currency char(3),
  -- Of its own: as unmatched_minor, repeated_minor and decided_minor are of amount_minor.
  add column unmatched_original_minor bigint,
  add column repeated_original_minor bigint,
  add column decided_original_minor bigint,
  add constraint originals_together check ((original_minor is null) = (original_currency is null)
    and (original_minor is null) = (unmatched_original_minor is null)
    and (original_minor is null) = (repeated_original_minor is null)
    and (original_minor is null) = (decided_original_minor is null)),
  add constraint originals_within check (decided_original_minor between 0 and unmatched_original_minor
    and repeated_original_minor between 0 and original_minor - unmatched_original_minor),
  -- What it took of its gift: what that part of the gift was worth when the gift was sent, and how much of the gift as sent that is.
  add column taken_minor bigint not null default 0 check (taken_minor >= 0),
  add column taken_original_minor bigint check (taken_original_minor >= 0),
  drop constraint refund_amount_minor_check,
  add constraint refund_of_something check (amount_minor > 0 or amount_minor = 0 and original_minor is not null);

update monetization.refund as r
set original_minor = f.original_minor, original_currency = f.original_currency,
  unmatched_original_minor = div(f.original_minor::numeric * r.unmatched_minor, r.amount_minor),
  repeated_original_minor = div(f.original_minor::numeric * r.repeated_minor, r.amount_minor),
  decided_original_minor = div(f.original_minor::numeric * r.decided_minor, r.amount_minor)
from events.event as f
where f.id = r.event_id and f.type = 11 and f.original_minor > 0;

update monetization.refund as r
set taken_minor = r.amount_minor - r.unmatched_minor - r.repeated_minor,
  taken_original_minor = div(e.original_minor::numeric * (r.amount_minor - r.unmatched_minor - r.repeated_minor), e.amount_minor)
from monetization.earning as e
where e.event_key = r.refunds;

alter table monetization.refund_decision
  -- What it took of the gift that gives it back, as in monetization.refund.
  add column taken_minor bigint check (taken_minor >= 0),
  add column taken_original_minor bigint check (taken_original_minor >= 0);

update monetization.refund_decision as d
set taken_minor = d.amount_minor, taken_original_minor = div(e.original_minor::numeric * d.amount_minor, e.amount_minor)
from monetization.earning as e
where e.event_key = d.gift_key;

alter table monetization.refund_decision
  add constraint taken_of_a_gift check ((taken_minor is null) = (gift_key is null));
