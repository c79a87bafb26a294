-- kind "security label", identity "of provider on <object>".
select 'security label' as kind,
       'of ' || s.provider || ' on ' || i.type || ' ' || i.identity as identity,
       s.label as definition,
       i.type || ' ' || i.identity as parent
from pg_seclabel s
cross join lateral pg_identify_object(s.classoid, s.objoid, s.objsubid) i
