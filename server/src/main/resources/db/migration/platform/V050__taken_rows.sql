-- What was taken over from the platform's own tables, so that a row is noticed whenever it commits and whatever its id.
--
-- Rows are compared by buckets of 10,000 ids: where number and checksum differ from what was taken, the bucket is read
-- again; what was taken before is recognised by its identity. A watermark of ids would miss a row with a low id that
-- commits late.

create table platform.taken_bucket (
  table_name text not null check (table_name in ('users', 'videos', 'virtual_gifts')),
  bucket bigint not null,
  row_count bigint not null,
  checksum bigint not null,
  primary key (table_name, bucket)
);

-- The registration day of each of the platform's users that its day was touched for.
create table platform.known_registration (
  user_id bigint primary key,
  registered_on date not null
);
