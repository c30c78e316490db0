-- A refund takes back what its gift earned, from those who earned it, and no more: what is left over is shown to a person, who
-- decides what becomes of it.

-- Whom the event itself names; their part can be nothing under an agreement.
alter table monetization.earning add column creator_id bigint;

update monetization.earning as e
set creator_id = f.creator_id
from events.event as f
where f.id = e.event_id and f.type in (10, 12, 13) and f.creator_id is not null;

alter table monetization.refund
  add constraint refund_event_id unique (event_id),
  -- Who looks into what is unmatched of it.
  add column owner text,
  -- What of the unmatched was decided on.
  add column decided_minor bigint not null default 0,
  add constraint decided_of_what_is_unmatched check (decided_minor between 0 and unmatched_minor);

-- What was unmatched up to now was booked against the creator, and stays as it was booked.
update monetization.refund set decided_minor = unmatched_minor where unmatched_minor > 0;

drop index monetization.refund_unmatched;
create index refund_open on monetization.refund (occurred_at, event_key) where unmatched_minor > decided_minor;

-- What people decided about what is unmatched of refunds, in order.
create table monetization.refund_decision (
  event_key uuid not null references monetization.refund,
  number smallint not null check (number >= 1),
  -- The gift that gave it back; null where it is the platform's expense.
  gift_key uuid references monetization.earning,
  amount_minor bigint not null check (amount_minor > 0),
  reason text not null check (reason <> ''),
  decided_by text not null,
  decided_at timestamptz not null,
  entry_id bigint not null unique,
  primary key (event_key, number)
);
