-- Refunds that come before their gifts: kept with what they name, until the gift is booked.

alter table monetization.refund
  -- The key of the gift that the refund names, booked or not; null where it names none.
  add column named_gift uuid,
  add column payer_id bigint,
  add column creator_id bigint,
  -- 1, and 2 where it was booked before its gift, and again along it.
  add column revision smallint not null default 1 check (revision in (1, 2)),
  add constraint refunds_what_it_names check (refunds = named_gift);

update monetization.refund as r
set payer_id = e.user_id, creator_id = e.creator_id,
  named_gift = substr(encode(sha256(convert_to(e.refund_of, 'UTF8')), 'hex'), 1, 32)::uuid
from events.event as e
where e.id = r.event_id and e.type = 11 and (r.refunds is null or e.refund_of is not null);

create index refund_waiting on monetization.refund (named_gift) where refunds is null and named_gift is not null;
