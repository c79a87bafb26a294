--
-- What pg_dump writes around a schema
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE FUNCTION public.handle_new_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
  insert into public.users (id, email) values (new.id, new.email)
    on conflict (id) do nothing;
  return new;
end;
$$;

ALTER FUNCTION public.handle_new_user() OWNER TO postgres;

CREATE TABLE public.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(255) COLLATE pg_catalog."C",
    "odd;name" text DEFAULT E'a\\b'::text,
    created timestamp(3) with time zone DEFAULT now()
);

COMMENT ON TABLE public.users IS 'Users; one row
each, don''t write -- here';

CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON public.users USING btree (lower((email)::text)) WHERE (email IS NOT NULL);

CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.handle_new_user();

--
-- Done
--
