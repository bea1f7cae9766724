create table customers (id text primary key, name text not null, city text not null);
create table labels (number text primary key, text text not null);

insert into customers values ('C-1', 'Ada', 'London'), ('C-2', 'Alan', 'Wilmslow');
