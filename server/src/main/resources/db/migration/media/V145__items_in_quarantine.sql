-- The page of banks shows what is doubted; next to all items are not.
create index item_quarantined on media.item (state_at desc, item_id desc) where state = 'quarantined';
