/* a head /* with ; another */ inside; */
-- a line; with 'quotes" $$ (
select 1 /* ; */ -- ;
  , 2; -- after; the end
/**/ select 3 /***/ ; /*/ ; /* */ **/ select 4;;
;
-- only a comment
;
select 5 --
; select 6 -- the last one has no semicolon
