-- The shop: what the flows write to, and what they ask.
create table products (
  sku      text primary key,
  name     text not null,
  category text,
  weight   real
);

create table prices (
  sku      text not null references products (sku),
  currency text not null,
  amount   numeric not null,
  primary key (sku, currency)
);

create table notices (
  id      integer primary key,
  step    text not null,
  problem text not null,
  record  text
);
