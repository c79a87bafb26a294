select 'a' 
'b;'
	'c;'; select E'a\''
'\';b'
'c\\'; select 'a\'
'\;' ; select U&'\0441;' as "c;" from t; select u&'a!0441;' uescape '!', U&"d!0061t;a" uescape '!', U&'\\;' from (select 1 as "data;a") q;
select U&'a'
'\0062;', N'a'
';', B'01'
'10', X'1f'
'2e';
select E'\\', E'\\\';', E'\x27;', E'\047;', E'\u0027;', E'''', E'\''';', '\\', '\'';', ''';''', '''';
select e'line one
line; two\
line three;', 'a
;b';
select "a""b;", """;""", U&"a"";b" from (select 1 as "a""b;", 2 as """;""", 3 as "a"";b") q;
select 'é;', "é;" from (select 1 as "é;") q; select '😀;' as "😀;";
select b'', x'', n'', e'', '' ; select "E" from (select 1 as "E") q where false or 'x' like '%;' escape ';';
select date'2020-01-01', interval '1;day' from t; select name ';', _text ';' from t; select numeric(3) ';';
values (E'a' || 'b\', ';', 'c'), ('d', E'\\', 'e;');
comment on table t is
  'one'
  ' and; two';
