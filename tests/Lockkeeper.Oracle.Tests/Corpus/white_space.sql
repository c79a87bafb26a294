select 1;select2;-- a comment; that ends with a carriage returnselect 3;
-- the first page

select 4 --;
, 5;select 'a'  'b;';
/* one two; */ select6;	select E'a''b\';';