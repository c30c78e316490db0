-- Ids of gift types that come from outside; those of users and videos come from the identities of their tables.
create sequence platform.foreign_gift_id;
