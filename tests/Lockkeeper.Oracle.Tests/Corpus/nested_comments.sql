/* one /* two; /* three' */ " */ $$ */ select 1; /**//***//****/ select 2; /*/**/*/ select 3;
/*;*/ /* /*/;*/*/ select/*;*/4/**/;--;
select 5 --;
;select 6--;
/* ; */;/*
;
*/ select /* -- */ 7; -- /* ;
select 8; -- */ ;
/* " */ select '/*', "/*", '*/' from (select 1 as "/*") q; /* ' */
select 9 /* $$ */, $$ /* ; $$, 10 /* $$ */;
select '--;', "--;", $$--;$$ from (select 1 as "--;") q; -- '
select 1--2;
+ 3; select 4 - -5, 6 /-- ;
7; select 1 */* ;
*/ 2; select 3 <@/*;*/ 4 from t where a @>-- ;
b;
create /* a */ table /* ; */ t /* b */ (/* ( */ a int /* ) */, -- (
 b int /* ; */) /* c */; /* last; */
