-- A refund that names no gift and came before it is taken back once a gift comes that it fits: of the viewer, the creator and the kind
-- of gift that it tells of.

alter table monetization.refund add column gift_id bigint;

update monetization.refund as r
set gift_id = f.gift_id
from events.event as f
where f.id = r.event_id and f.type = 11 and f.gift_id is not null;

create index refund_waits_for_any on monetization.refund (payer_id) where refunds is null and named_gift is null and decided_minor = 0;
