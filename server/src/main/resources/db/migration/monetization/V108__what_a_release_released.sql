-- An entry that released earnings is explained by them.
create index earning_part_release on monetization.earning_part (release_entry_id) where release_entry_id is not null;
