-- A refund that waits may be one that was told before under another id: nobody gave anything back then.

alter table monetization.refund_decision
  add column outcome text check (outcome in ('given', 'borne', 'repeated'));

update monetization.refund_decision set outcome = case when gift_key is null then 'borne' else 'given' end;

alter table monetization.refund_decision
  alter column outcome set not null,
  add constraint given_to_a_gift check ((outcome = 'given') = (gift_key is not null));
