create table movements (
    id       integer primary key,
    sku      text not null,
    quantity integer not null,
    at       text not null
);
