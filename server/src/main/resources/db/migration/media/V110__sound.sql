-- What items of banks sound like. An item shows something, or sounds like something, or both.

-- `peaks`: spectral peaks in the order of time, of five bytes each: when, in milliseconds (four bytes, the highest
-- first), and how high, in 48ths of an octave above 300 Hz.
create table media.item_sound (
  item_id bigint primary key references media.item,
  length_ms bigint not null check (length_ms > 0),
  peaks bytea not null check (length(peaks) > 0 and length(peaks) % 5 = 0)
);

create function media.sound_stays() returns trigger language plpgsql as $$
begin
  raise exception 'what item % sounds like stays what it is', old.item_id;
end $$;
create trigger sound_stays before update on media.item_sound for each row execute function media.sound_stays();
