-- The shop in MySQL or MariaDB: what shop.sql is in SQLite.
create table products (
  sku      varchar(100) primary key,
  name     varchar(200) not null,
  category varchar(100),
  weight   double
);

create table prices (
  sku      varchar(100) not null references products (sku),
  currency char(3) not null,
  amount   decimal(12, 2) not null,
  primary key (sku, currency)
);

create table notices (
  id      integer primary key auto_increment,
  step    varchar(100) not null,
  problem text not null,
  record  text
);
