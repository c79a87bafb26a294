-- Has the server check each routine of the setting lockkeeper.routines, and leaves what it says in lockkeeper.answers: a block returns nothing.
-- What a checker raises is its answer, unless the whole transaction has to know of it.
do $check$
declare
    asked jsonb;
    said jsonb;
    answers jsonb := '[]';
    raised_state text;
    raised text;
begin
    for asked in select jsonb_array_elements(current_setting('lockkeeper.routines')::jsonb) loop
        begin
            perform set_config('search_path', asked ->> 'path', true);
            if asked ->> 'checker' is null then
                perform pg_catalog.fmgr_sql_validator((asked ->> 'oid')::oid);
                said := '[]';
            else
                execute pg_catalog.format(
                    'select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(''line'', lineno, ''state'', sqlstate, ''message'', message)), ''[]'')
                     from %s(funcoid => $1, relid => $2, fatal_errors => false, oldtable => $3, newtable => $4) where level = ''error''', asked ->> 'checker')
                into said
                using (asked ->> 'oid')::oid::regprocedure, (asked ->> 'relation')::oid::regclass, (asked ->> 'old')::name, (asked ->> 'new')::name;
            end if;
        exception
            when lock_not_available or deadlock_detected or serialization_failure then
                raise;
            when others then
                get stacked diagnostics raised_state = returned_sqlstate, raised = message_text;
                said := jsonb_build_array(jsonb_build_object('line', null, 'state', raised_state, 'message', raised));
        end;
        answers := answers || jsonb_build_array(jsonb_build_object('oid', asked -> 'oid', 'errors', said));
    end loop;
    perform set_config('lockkeeper.answers', answers::text, true);
end
$check$
