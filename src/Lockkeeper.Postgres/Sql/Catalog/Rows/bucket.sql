-- kind "bucket": rows of storage.buckets, with whatever columns this version of the service has; who made it and when is not schema.
select 'bucket' as kind,
       quote_ident(b.id) as identity,
       (jsonb_strip_nulls(to_jsonb(b)) - '{id,created_at,updated_at,owner,owner_id}'::text[])::text as definition,
       'table storage.buckets' as parent
from storage.buckets b
