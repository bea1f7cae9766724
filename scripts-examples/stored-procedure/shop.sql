create table articles (sku text primary key, price numeric(10, 2) not null);

insert into articles values ('CUP', 2.50), ('POT', 20);

create procedure raise_price(of_sku text, percent numeric, out former numeric, out price numeric) language plpgsql as $$
begin
  select articles.price into former from articles where sku = of_sku for update;
  if not found then
    raise no_data_found using message = 'no article ' || of_sku;
  end if;
  update articles set price = articles.price * (1 + percent / 100) where sku = of_sku returning articles.price into price;
end
$$;
