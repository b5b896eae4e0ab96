-- A leg whose line stood in another day's statement is not missing in today's: looked up for every leg of a day.
create index difference_of_another_day on medsettle.difference (our_order_id) where cause = 'CROSS_DAY';
