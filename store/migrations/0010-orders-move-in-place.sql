-- An order is written four times until it is paid. Whatever an index names must not change, or each time every index of the table
-- is written too: the open orders are found by when they began. A page keeps room for the next writing, and a state of three
-- thousand bytes stays as it is in its row, instead of being compressed and unpacked at every step.
drop index medsettle.payment_order_open;
create index payment_order_open on medsettle.payment_order (created_at) where status in ('quoted', 'charging', 'reversing');
alter table medsettle.payment_order set (fillfactor = 50, toast_tuple_target = 8160);
alter table medsettle.attempt set (fillfactor = 70);
