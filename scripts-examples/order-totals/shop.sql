create table if not exists totals (customer text not null, articles integer not null, total numeric not null, currency text not null);
create table if not exists carts (customer text primary key);
insert or ignore into carts (customer) values ('ann'), ('bob'), ('cem'), ('dee');
