-- From where refused gifts came, hashed as that of accepted ones, so that sending them again loses nothing.
alter table events.refused_event add column device_hash uuid;
alter table events.refused_event add column method_hash uuid;
alter table events.refused_event add column method_added_at timestamptz;
alter table events.refused_event add column address_hash uuid;
