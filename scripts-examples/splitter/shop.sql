create table lines (
    "order"  text not null,
    line     integer not null,
    customer text not null,
    sku      text not null,
    quantity integer not null,
    total    numeric not null,
    primary key ("order", line)
);
