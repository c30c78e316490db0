-- An earning's parts and the platform's share add up to its amount, whoever writes them: checked when the transaction ends, when
-- an earning and its parts are both there.

create function monetization.parts_add_up() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select e.event_id, e.amount_minor, e.platform_minor + coalesce(p.earned, 0) as shared,
    e.refunded_minor, e.platform_refunded_minor + coalesce(p.taken_back, 0) as taken_back
  into wrong
  from monetization.earning as e
  left join lateral (
    select sum(earned_minor) as earned, sum(taken_back_minor) as taken_back
    from monetization.earning_part where event_key = e.event_key) as p on true
  where e.event_key = coalesce(new.event_key, old.event_key)
    and (e.platform_minor + coalesce(p.earned, 0) <> e.amount_minor
      or e.platform_refunded_minor + coalesce(p.taken_back, 0) <> e.refunded_minor);
  if found then
    raise exception 'earning % of % is shared as %, and of % refunded % was taken back',
        wrong.event_id, wrong.amount_minor, wrong.shared, wrong.refunded_minor, wrong.taken_back
      using errcode = 'check_violation', constraint = 'parts_add_up';
  end if;
  return null;
end
$$;

create constraint trigger parts_add_up after insert on monetization.earning
  deferrable initially deferred for each row execute function monetization.parts_add_up();
create constraint trigger parts_add_up_again
  after update of amount_minor, platform_minor, refunded_minor, platform_refunded_minor on monetization.earning
  deferrable initially deferred for each row execute function monetization.parts_add_up();
create constraint trigger parts_add_up after insert or delete or update of earned_minor, taken_back_minor on monetization.earning_part
  deferrable initially deferred for each row execute function monetization.parts_add_up();
