-- A batch is what goes to a rail together: one of nothing can be neither told nor carried.
create function payouts.batch_has_payments() returns trigger language plpgsql as $$
begin
  if not exists (select from payouts.attempt as a where a.batch_id = new.batch_id) then
    raise exception 'batch % has no payment', new.batch_id using errcode = 'check_violation', constraint = 'batch_has_payments';
  end if;
  return null;
end
$$;
create constraint trigger batch_has_payments after insert on payouts.batch
  deferrable initially deferred
  for each row execute function payouts.batch_has_payments();
