-- The shop in PostgreSQL: what shop.sql is in SQLite.
create table products (
  sku      text primary key,
  name     text not null,
  category text,
  weight   double precision
);

create table prices (
  sku      text not null references products (sku),
  currency text not null,
  amount   numeric not null,
  primary key (sku, currency)
);

create table notices (
  id      integer generated always as identity primary key,
  step    text not null,
  problem text not null,
  record  text
);
