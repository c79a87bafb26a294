--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

DROP EVENT TRIGGER IF EXISTS "watch";
DROP PUBLICATION IF EXISTS "feed";
DROP POLICY IF EXISTS "writes" ON "shop"."customers";
DROP POLICY IF EXISTS "Own; rows" ON "shop"."customers";
ALTER TABLE IF EXISTS "shop"."orders" DROP CONSTRAINT IF EXISTS "orders_customer_fkey";
ALTER TABLE IF EXISTS ONLY "shop"."customers" DROP CONSTRAINT IF EXISTS "customers_user_id_fkey";
DROP TRIGGER IF EXISTS "noted" ON "shop"."customers";
DROP TRIGGER IF EXISTS "later" ON "shop"."customers";
DROP RULE IF EXISTS "quiet" ON "shop"."carts";
DROP RULE IF EXISTS "open_orders_insert" ON "shop"."audit";
DROP STATISTICS IF EXISTS "shop"."order_stats";
DROP INDEX IF EXISTS "shop"."orders_customer_state_placed_at_idx";
DROP INDEX IF EXISTS "shop"."customers_by_lower_name";
DROP INDEX IF EXISTS "auth"."users_meta";
ALTER TABLE IF EXISTS ONLY "shop"."orders_other" DROP CONSTRAINT IF EXISTS "orders_other_pkey";
ALTER TABLE IF EXISTS ONLY "shop"."orders_2025" DROP CONSTRAINT IF EXISTS "orders_2025_pkey";
ALTER TABLE IF EXISTS ONLY "shop"."orders_2024" DROP CONSTRAINT IF EXISTS "orders_2024_pkey";
ALTER TABLE IF EXISTS ONLY "shop"."orders" DROP CONSTRAINT IF EXISTS "orders_pkey";
ALTER TABLE IF EXISTS ONLY "shop"."customers" DROP CONSTRAINT IF EXISTS "customers_pkey";
ALTER TABLE IF EXISTS ONLY "shop"."carts" DROP CONSTRAINT IF EXISTS "carts_customer_excl";
ALTER TABLE IF EXISTS ONLY "auth"."users" DROP CONSTRAINT IF EXISTS "users_pkey";
ALTER TABLE IF EXISTS ONLY "auth"."users" DROP CONSTRAINT IF EXISTS "users_email_key";
DROP MATERIALIZED VIEW IF EXISTS "shop"."totals";
DROP TABLE IF EXISTS "shop"."orders_other";
DROP TABLE IF EXISTS "shop"."orders_2025";
DROP TABLE IF EXISTS "shop"."orders_2024";
DROP VIEW IF EXISTS "shop"."open_orders";
DROP VIEW IF EXISTS "shop"."new_orders";
DROP TABLE IF EXISTS "shop"."customers";
DROP TABLE IF EXISTS "shop"."carts";
DROP TABLE IF EXISTS "shop"."audit";
DROP TABLE IF EXISTS "auth"."users";
DROP TABLE IF EXISTS "Odd; names"."T""able";
DROP OPERATOR IF EXISTS "shop".=== (integer, integer);
DROP AGGREGATE IF EXISTS "shop"."glue"("text");
DROP FUNCTION IF EXISTS "shop"."total"("customer" bigint, "since" timestamp with time zone, OUT "n" bigint, OUT "sum;" numeric);
DROP TABLE IF EXISTS "shop"."orders";
DROP SEQUENCE IF EXISTS "shop"."order_numbers";
DROP FUNCTION IF EXISTS "shop"."quiet"();
DROP FUNCTION IF EXISTS "shop"."note"();
DROP FUNCTION IF EXISTS "shop"."nested"("a" integer);
DROP FUNCTION IF EXISTS "shop"."describe"("s" "shop"."status");
DROP PROCEDURE IF EXISTS "shop"."close_day"(INOUT "days" integer);
DROP FUNCTION IF EXISTS "auth"."uid"();
DROP FUNCTION IF EXISTS "auth"."role"();
DROP CAST IF EXISTS ("shop"."status" AS character varying);
DROP TYPE IF EXISTS "shop"."status";
DROP TYPE IF EXISTS "shop"."span";
DROP TYPE IF EXISTS "shop"."money_with_note";
DROP DOMAIN IF EXISTS "shop"."email";
DROP SCHEMA IF EXISTS "shop";
DROP SCHEMA IF EXISTS "auth";
DROP SCHEMA IF EXISTS "Odd; names";
--
-- Name: Odd; names; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA "Odd; names";


ALTER SCHEMA "Odd; names" OWNER TO "postgres";

--
-- Name: SCHEMA "Odd; names"; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA "Odd; names" IS 'It''s odd; and valid -- no comment';


--
-- Name: auth; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA "auth";


ALTER SCHEMA "auth" OWNER TO "postgres";

--
-- Name: SCHEMA "public"; Type: COMMENT; Schema: -; Owner: pg_database_owner
--

COMMENT ON SCHEMA "public" IS 'standard public schema';


--
-- Name: shop; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA "shop";


ALTER SCHEMA "shop" OWNER TO "postgres";

--
-- Name: email; Type: DOMAIN; Schema: shop; Owner: postgres
--

CREATE DOMAIN "shop"."email" AS "text"
	CONSTRAINT "email_check" CHECK ((VALUE ~* '^[^@;]+@[^@;]+$'::"text"))
	CONSTRAINT "not_too_long" CHECK (("length"(VALUE) < 255));


ALTER DOMAIN "shop"."email" OWNER TO "postgres";

--
-- Name: money_with_note; Type: TYPE; Schema: shop; Owner: postgres
--

CREATE TYPE "shop"."money_with_note" AS (
	"amount" numeric(12,2),
	"note" "text"
);


ALTER TYPE "shop"."money_with_note" OWNER TO "postgres";

--
-- Name: span; Type: TYPE; Schema: shop; Owner: postgres
--

CREATE TYPE "shop"."span" AS RANGE (
    subtype = timestamp with time zone,
    multirange_type_name = "shop"."spans"
);


ALTER TYPE "shop"."span" OWNER TO "postgres";

--
-- Name: status; Type: TYPE; Schema: shop; Owner: postgres
--

CREATE TYPE "shop"."status" AS ENUM (
    'new',
    'paid;',
    'it''s sent',
    'back\slash',
    'tab	'
);


ALTER TYPE "shop"."status" OWNER TO "postgres";

--
-- Name: CAST ("shop"."status" AS character varying); Type: CAST; Schema: -; Owner: -
--

CREATE CAST ("shop"."status" AS character varying) WITH INOUT AS ASSIGNMENT;


--
-- Name: role(); Type: FUNCTION; Schema: auth; Owner: postgres
--

CREATE FUNCTION "auth"."role"() RETURNS "text"
    LANGUAGE "sql" STABLE
    AS $$select nullif(current_setting('request.jwt.claim.role', true), '')::text$$;


ALTER FUNCTION "auth"."role"() OWNER TO "postgres";

--
-- Name: uid(); Type: FUNCTION; Schema: auth; Owner: postgres
--

CREATE FUNCTION "auth"."uid"() RETURNS "uuid"
    LANGUAGE "sql" STABLE
    AS $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;


ALTER FUNCTION "auth"."uid"() OWNER TO "postgres";

--
-- Name: close_day(integer); Type: PROCEDURE; Schema: shop; Owner: postgres
--

CREATE PROCEDURE "shop"."close_day"(INOUT "days" integer DEFAULT 1)
    LANGUAGE "plpgsql"
    AS $$ begin days := days + 1; end $$;


ALTER PROCEDURE "shop"."close_day"(INOUT "days" integer) OWNER TO "postgres";

--
-- Name: describe("shop"."status"); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION "shop"."describe"("s" "shop"."status") RETURNS "text"
    LANGUAGE "sql" IMMUTABLE
    RETURN CASE WHEN ("s" = 'new'::"shop"."status") THEN 'fresh;'::"text" ELSE ("s")::"text" END;


ALTER FUNCTION "shop"."describe"("s" "shop"."status") OWNER TO "postgres";

--
-- Name: nested(integer); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION "shop"."nested"("a" integer) RETURNS integer
    LANGUAGE "sql"
    BEGIN ATOMIC
 SELECT 1;
 SELECT
         CASE "a"
             WHEN 1 THEN
             CASE
                 WHEN true THEN 2
                 ELSE 3
             END
             WHEN 2 THEN ( SELECT
                     CASE
                         WHEN false THEN 4
                         ELSE NULL::integer
                     END AS "case")
             ELSE 5
         END AS "end";
END;


ALTER FUNCTION "shop"."nested"("a" integer) OWNER TO "postgres";

--
-- Name: note(); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION "shop"."note"() RETURNS "trigger"
    LANGUAGE "plpgsql" SECURITY DEFINER
    SET "search_path" TO ''
    AS $_$
declare
  q constant text := $q$ insert into shop.audit (what) values ($1); $q$;
begin
  -- A semicolon; a quote ' and $other$ in a comment.
  execute q using format('%s: %L; %I', tg_op, new, tg_table_name);
  if tg_op = 'DELETE' then return old; end if;
  return new;
exception when others then
  raise warning E'it\'s lost; %', sqlerrm;
  return new;
end;
$_$;


ALTER FUNCTION "shop"."note"() OWNER TO "postgres";

--
-- Name: quiet(); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION "shop"."quiet"() RETURNS "event_trigger"
    LANGUAGE "plpgsql"
    AS $$begin null; end$$;


ALTER FUNCTION "shop"."quiet"() OWNER TO "postgres";

--
-- Name: order_numbers; Type: SEQUENCE; Schema: shop; Owner: postgres
--

CREATE SEQUENCE "shop"."order_numbers"
    START WITH 1000
    INCREMENT BY 10
    NO MINVALUE
    NO MAXVALUE
    CACHE 5;


ALTER TABLE "shop"."order_numbers" OWNER TO "postgres";

SET default_tablespace = '';

--
-- Name: orders; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE "shop"."orders" (
    "id" bigint DEFAULT "nextval"('"shop"."order_numbers"'::"regclass") NOT NULL,
    "customer" bigint NOT NULL,
    "state" "shop"."status" DEFAULT 'new'::"shop"."status" NOT NULL,
    "during" "shop"."span",
    "total" "shop"."money_with_note",
    "placed_at" timestamp with time zone DEFAULT "now"() NOT NULL
)
PARTITION BY RANGE ("placed_at");
ALTER TABLE ONLY "shop"."orders" ALTER COLUMN "state" SET STATISTICS 500;


ALTER TABLE "shop"."orders" OWNER TO "postgres";

--
-- Name: TABLE "orders"; Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON TABLE "shop"."orders" IS 'Orders;
with ''quotes'' and \ backslashes';


--
-- Name: total(bigint, timestamp with time zone); Type: FUNCTION; Schema: shop; Owner: postgres
--

CREATE FUNCTION "shop"."total"("customer" bigint, "since" timestamp with time zone DEFAULT ('2024-01-01; ignored'::"text")::timestamp with time zone, OUT "n" bigint, OUT "sum;" numeric) RETURNS "record"
    LANGUAGE "sql" STABLE
    BEGIN ATOMIC
 SELECT "count"(*) AS "count",
     "sum"(("o"."total")."amount") AS "sum"
    FROM "shop"."orders" "o"
   WHERE (("o"."customer" = "total"."customer") AND ("o"."placed_at" >= "total"."since"));
END;


ALTER FUNCTION "shop"."total"("customer" bigint, "since" timestamp with time zone, OUT "n" bigint, OUT "sum;" numeric) OWNER TO "postgres";

--
-- Name: FUNCTION "total"("customer" bigint, "since" timestamp with time zone, OUT "n" bigint, OUT "sum;" numeric); Type: COMMENT; Schema: shop; Owner: postgres
--

COMMENT ON FUNCTION "shop"."total"("customer" bigint, "since" timestamp with time zone, OUT "n" bigint, OUT "sum;" numeric) IS 'data; !';


--
-- Name: glue("text"); Type: AGGREGATE; Schema: shop; Owner: postgres
--

CREATE AGGREGATE "shop"."glue"("text") (
    SFUNC = "textcat",
    STYPE = "text",
    INITCOND = ';'
);


ALTER AGGREGATE "shop"."glue"("text") OWNER TO "postgres";

--
-- Name: ===; Type: OPERATOR; Schema: shop; Owner: postgres
--

CREATE OPERATOR "shop".=== (
    FUNCTION = "int4eq",
    LEFTARG = integer,
    RIGHTARG = integer,
    COMMUTATOR = OPERATOR("shop".===)
);


ALTER OPERATOR "shop".=== (integer, integer) OWNER TO "postgres";

SET default_table_access_method = "heap";

--
-- Name: T"able; Type: TABLE; Schema: Odd; names; Owner: postgres
--

CREATE TABLE "Odd; names"."T""able" (
    "Col;umn" integer,
    "select" "text",
    "a$b$c" "text",
    "é" "text",
    "--" "text",
    "/*" "text"
);


ALTER TABLE "Odd; names"."T""able" OWNER TO "postgres";

--
-- Name: COLUMN "T""able"."Col;umn"; Type: COMMENT; Schema: Odd; names; Owner: postgres
--

COMMENT ON COLUMN "Odd; names"."T""able"."Col;umn" IS 'dollar; $$ quoted';


--
-- Name: users; Type: TABLE; Schema: auth; Owner: postgres
--

CREATE TABLE "auth"."users" (
    "id" "uuid" DEFAULT "gen_random_uuid"() NOT NULL,
    "email" "shop"."email",
    "raw; meta" "jsonb" DEFAULT '{"a": "b;c", "quote": "''"}'::"jsonb" NOT NULL,
    "created_at" timestamp with time zone DEFAULT "now"() NOT NULL
);


ALTER TABLE "auth"."users" OWNER TO "postgres";

--
-- Name: audit; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE "shop"."audit" (
    "at" timestamp with time zone DEFAULT "clock_timestamp"(),
    "who" "text" DEFAULT CURRENT_USER,
    "what" "text"
)
WITH ("autovacuum_enabled"='off');


ALTER TABLE "shop"."audit" OWNER TO "postgres";

--
-- Name: carts; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE UNLOGGED TABLE "shop"."carts" (
    "customer" bigint,
    "item" "text"
);

ALTER TABLE ONLY "shop"."carts" REPLICA IDENTITY FULL;


ALTER TABLE "shop"."carts" OWNER TO "postgres";

--
-- Name: customers; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE "shop"."customers" (
    "id" bigint NOT NULL,
    "user_id" "uuid" NOT NULL,
    "name" "text" DEFAULT 'nobody; yet'::"text" NOT NULL,
    "full ""name""" "text" GENERATED ALWAYS AS (("upper"("name") || '
;'::"text")) STORED,
    "tags" "text"[] DEFAULT '{a;b,c}'::"text"[] NOT NULL,
    CONSTRAINT "customers_name_check" CHECK ((("name" <> ';'::"text") AND ("name" !~~ "like_escape"('%;;%'::"text", '\'::"text"))))
);

ALTER TABLE ONLY "shop"."customers" FORCE ROW LEVEL SECURITY;


ALTER TABLE "shop"."customers" OWNER TO "postgres";

--
-- Name: customers_id_seq; Type: SEQUENCE; Schema: shop; Owner: postgres
--

ALTER TABLE "shop"."customers" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME "shop"."customers_id_seq"
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: new_orders; Type: VIEW; Schema: shop; Owner: postgres
--

CREATE VIEW "shop"."new_orders" AS
 SELECT "orders"."id",
    "orders"."customer",
    "orders"."state",
    "orders"."during",
    "orders"."total",
    "orders"."placed_at"
   FROM "shop"."orders"
  WHERE ("orders"."state" = 'new'::"shop"."status")
  WITH LOCAL CHECK OPTION;


ALTER TABLE "shop"."new_orders" OWNER TO "postgres";

--
-- Name: open_orders; Type: VIEW; Schema: shop; Owner: postgres
--

CREATE VIEW "shop"."open_orders" WITH ("security_barrier"='true') AS
 SELECT "o"."id",
    "o"."customer",
    "o"."state",
    "o"."during",
    "o"."total",
    "o"."placed_at",
    "c"."name" AS "name;"
   FROM ("shop"."orders" "o"
     JOIN "shop"."customers" "c" ON (("c"."id" = "o"."customer")))
  WHERE ("o"."state" <> 'paid;'::"shop"."status");


ALTER TABLE "shop"."open_orders" OWNER TO "postgres";

--
-- Name: orders_2024; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE "shop"."orders_2024" (
    "id" bigint DEFAULT "nextval"('"shop"."order_numbers"'::"regclass") NOT NULL,
    "customer" bigint NOT NULL,
    "state" "shop"."status" DEFAULT 'new'::"shop"."status" NOT NULL,
    "during" "shop"."span",
    "total" "shop"."money_with_note",
    "placed_at" timestamp with time zone DEFAULT "now"() NOT NULL
);


ALTER TABLE "shop"."orders_2024" OWNER TO "postgres";

--
-- Name: orders_2025; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE "shop"."orders_2025" (
    "id" bigint DEFAULT "nextval"('"shop"."order_numbers"'::"regclass") NOT NULL,
    "customer" bigint NOT NULL,
    "state" "shop"."status" DEFAULT 'new'::"shop"."status" NOT NULL,
    "during" "shop"."span",
    "total" "shop"."money_with_note",
    "placed_at" timestamp with time zone DEFAULT "now"() NOT NULL
)
WITH ("fillfactor"='70');


ALTER TABLE "shop"."orders_2025" OWNER TO "postgres";

--
-- Name: orders_other; Type: TABLE; Schema: shop; Owner: postgres
--

CREATE TABLE "shop"."orders_other" (
    "id" bigint DEFAULT "nextval"('"shop"."order_numbers"'::"regclass") NOT NULL,
    "customer" bigint NOT NULL,
    "state" "shop"."status" DEFAULT 'new'::"shop"."status" NOT NULL,
    "during" "shop"."span",
    "total" "shop"."money_with_note",
    "placed_at" timestamp with time zone DEFAULT "now"() NOT NULL
);


ALTER TABLE "shop"."orders_other" OWNER TO "postgres";

--
-- Name: totals; Type: MATERIALIZED VIEW; Schema: shop; Owner: postgres
--

CREATE MATERIALIZED VIEW "shop"."totals" AS
 SELECT "orders"."customer",
    "count"(*) AS "n"
   FROM "shop"."orders"
  GROUP BY ROLLUP("orders"."customer")
  WITH NO DATA;


ALTER TABLE "shop"."totals" OWNER TO "postgres";

--
-- Name: orders_2024; Type: TABLE ATTACH; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."orders" ATTACH PARTITION "shop"."orders_2024" FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');


--
-- Name: orders_2025; Type: TABLE ATTACH; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."orders" ATTACH PARTITION "shop"."orders_2025" FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');


--
-- Name: orders_other; Type: TABLE ATTACH; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."orders" ATTACH PARTITION "shop"."orders_other" DEFAULT;


--
-- Data for Name: T"able; Type: TABLE DATA; Schema: Odd; names; Owner: postgres
--

INSERT INTO "Odd; names"."T""able" VALUES (1, 'a;b', 'c;', 'é;', '--', '/*');
INSERT INTO "Odd; names"."T""able" VALUES (2, 'd\;
', '$$;', NULL, '*/', '');


--
-- Data for Name: users; Type: TABLE DATA; Schema: auth; Owner: postgres
--

INSERT INTO "auth"."users" VALUES ('324492dd-ed7b-43d9-bad2-56a755a49ab1', 'a@example.com', '{"a": "b;c", "quote": "''"}', '2026-11-29 15:30:07.608706+00');
INSERT INTO "auth"."users" VALUES ('05e43a74-b20d-4f29-be46-5645061a57f4', 'b@example.com', '{"a": "b;c", "quote": "''"}', '2026-11-29 15:30:07.608706+00');


--
-- Data for Name: audit; Type: TABLE DATA; Schema: shop; Owner: postgres
--



--
-- Data for Name: carts; Type: TABLE DATA; Schema: shop; Owner: postgres
--



--
-- Data for Name: customers; Type: TABLE DATA; Schema: shop; Owner: postgres
--

INSERT INTO "shop"."customers" OVERRIDING SYSTEM VALUE VALUES (1, '324492dd-ed7b-43d9-bad2-56a755a49ab1', 'it''s; a@example.com', DEFAULT, '{a;b,c}');
INSERT INTO "shop"."customers" OVERRIDING SYSTEM VALUE VALUES (2, '05e43a74-b20d-4f29-be46-5645061a57f4', 'it''s; b@example.com', DEFAULT, '{a;b,c}');


--
-- Data for Name: orders_2024; Type: TABLE DATA; Schema: shop; Owner: postgres
--

INSERT INTO "shop"."orders_2024" VALUES (1000, 1, 'paid;', NULL, '(1.50,a;b)', '2024-05-05 00:00:00+00');


--
-- Data for Name: orders_2025; Type: TABLE DATA; Schema: shop; Owner: postgres
--

INSERT INTO "shop"."orders_2025" VALUES (1010, 2, 'back\slash', NULL, '(2.00,"c;""d")', '2025-05-05 00:00:00+00');


--
-- Data for Name: orders_other; Type: TABLE DATA; Schema: shop; Owner: postgres
--



--
-- Name: customers_id_seq; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('"shop"."customers_id_seq"', 2, true);


--
-- Name: order_numbers; Type: SEQUENCE SET; Schema: shop; Owner: postgres
--

SELECT pg_catalog.setval('"shop"."order_numbers"', 1040, true);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: auth; Owner: postgres
--

ALTER TABLE ONLY "auth"."users"
    ADD CONSTRAINT "users_email_key" UNIQUE ("email");


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: auth; Owner: postgres
--

ALTER TABLE ONLY "auth"."users"
    ADD CONSTRAINT "users_pkey" PRIMARY KEY ("id");


--
-- Name: carts carts_customer_excl; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."carts"
    ADD CONSTRAINT "carts_customer_excl" EXCLUDE USING "btree" ("customer" WITH =) WHERE (("item" IS NOT NULL));


--
-- Name: customers customers_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."customers"
    ADD CONSTRAINT "customers_pkey" PRIMARY KEY ("id");


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."orders"
    ADD CONSTRAINT "orders_pkey" PRIMARY KEY ("id", "placed_at");


--
-- Name: orders_2024 orders_2024_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."orders_2024"
    ADD CONSTRAINT "orders_2024_pkey" PRIMARY KEY ("id", "placed_at");


--
-- Name: orders_2025 orders_2025_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."orders_2025"
    ADD CONSTRAINT "orders_2025_pkey" PRIMARY KEY ("id", "placed_at");


--
-- Name: orders_other orders_other_pkey; Type: CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."orders_other"
    ADD CONSTRAINT "orders_other_pkey" PRIMARY KEY ("id", "placed_at");


--
-- Name: users_meta; Type: INDEX; Schema: auth; Owner: postgres
--

CREATE INDEX "users_meta" ON "auth"."users" USING "gin" ("raw; meta" "jsonb_path_ops");


--
-- Name: customers_by_lower_name; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE UNIQUE INDEX "customers_by_lower_name" ON "shop"."customers" USING "btree" ("lower"("name") "text_pattern_ops" DESC NULLS LAST) WHERE ("name" <> ';'::"text");


--
-- Name: orders_customer_state_placed_at_idx; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX "orders_customer_state_placed_at_idx" ON ONLY "shop"."orders" USING "btree" ("customer", "state") INCLUDE ("placed_at");


--
-- Name: orders_2024_customer_state_placed_at_idx; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX "orders_2024_customer_state_placed_at_idx" ON "shop"."orders_2024" USING "btree" ("customer", "state") INCLUDE ("placed_at");


--
-- Name: orders_2025_customer_state_placed_at_idx; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX "orders_2025_customer_state_placed_at_idx" ON "shop"."orders_2025" USING "btree" ("customer", "state") INCLUDE ("placed_at");


--
-- Name: orders_other_customer_state_placed_at_idx; Type: INDEX; Schema: shop; Owner: postgres
--

CREATE INDEX "orders_other_customer_state_placed_at_idx" ON "shop"."orders_other" USING "btree" ("customer", "state") INCLUDE ("placed_at");


--
-- Name: orders_2024_customer_state_placed_at_idx; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX "shop"."orders_customer_state_placed_at_idx" ATTACH PARTITION "shop"."orders_2024_customer_state_placed_at_idx";


--
-- Name: orders_2024_pkey; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX "shop"."orders_pkey" ATTACH PARTITION "shop"."orders_2024_pkey";


--
-- Name: orders_2025_customer_state_placed_at_idx; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX "shop"."orders_customer_state_placed_at_idx" ATTACH PARTITION "shop"."orders_2025_customer_state_placed_at_idx";


--
-- Name: orders_2025_pkey; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX "shop"."orders_pkey" ATTACH PARTITION "shop"."orders_2025_pkey";


--
-- Name: orders_other_customer_state_placed_at_idx; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX "shop"."orders_customer_state_placed_at_idx" ATTACH PARTITION "shop"."orders_other_customer_state_placed_at_idx";


--
-- Name: orders_other_pkey; Type: INDEX ATTACH; Schema: shop; Owner: postgres
--

ALTER INDEX "shop"."orders_pkey" ATTACH PARTITION "shop"."orders_other_pkey";


--
-- Name: order_stats; Type: STATISTICS; Schema: shop; Owner: postgres
--

CREATE STATISTICS "shop"."order_stats" (ndistinct, dependencies) ON "customer", "state" FROM "shop"."orders";


ALTER STATISTICS "shop"."order_stats" OWNER TO "postgres";

--
-- Name: audit open_orders_insert; Type: RULE; Schema: shop; Owner: postgres
--

CREATE RULE "open_orders_insert" AS
    ON INSERT TO "shop"."audit"
   WHERE ("new"."what" = ';'::"text") DO INSTEAD ( INSERT INTO "shop"."audit" ("at", "who", "what")
  VALUES ("now"(), 'rule'::"text", 'a;b'::"text");
 DELETE FROM "shop"."audit"
  WHERE ("audit"."what" = 'c;d'::"text");
 SELECT 1 AS "?column?";
);


--
-- Name: carts quiet; Type: RULE; Schema: shop; Owner: postgres
--

CREATE RULE "quiet" AS
    ON DELETE TO "shop"."carts" DO INSTEAD NOTHING;


--
-- Name: customers later; Type: TRIGGER; Schema: shop; Owner: postgres
--

CREATE CONSTRAINT TRIGGER "later" AFTER INSERT ON "shop"."customers" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "shop"."note"();


--
-- Name: customers noted; Type: TRIGGER; Schema: shop; Owner: postgres
--

CREATE TRIGGER "noted" AFTER INSERT OR DELETE OR UPDATE OF "name" ON "shop"."customers" FOR EACH ROW WHEN (("pg_trigger_depth"() < 1)) EXECUTE FUNCTION "shop"."note"('a;b', 'c;d');


--
-- Name: customers customers_user_id_fkey; Type: FK CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE ONLY "shop"."customers"
    ADD CONSTRAINT "customers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "auth"."users"("id") ON DELETE CASCADE;


--
-- Name: orders orders_customer_fkey; Type: FK CONSTRAINT; Schema: shop; Owner: postgres
--

ALTER TABLE "shop"."orders"
    ADD CONSTRAINT "orders_customer_fkey" FOREIGN KEY ("customer") REFERENCES "shop"."customers"("id") DEFERRABLE INITIALLY DEFERRED;


--
-- Name: customers Own; rows; Type: POLICY; Schema: shop; Owner: postgres
--

CREATE POLICY "Own; rows" ON "shop"."customers" FOR SELECT USING ((("user_id" = "auth"."uid"()) OR (( SELECT "auth"."role"() AS "role") = 'service;role'::"text")));


--
-- Name: customers; Type: ROW SECURITY; Schema: shop; Owner: postgres
--

ALTER TABLE "shop"."customers" ENABLE ROW LEVEL SECURITY;

--
-- Name: customers writes; Type: POLICY; Schema: shop; Owner: postgres
--

CREATE POLICY "writes" ON "shop"."customers" AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (("name" <> ';'::"text"));


--
-- Name: feed; Type: PUBLICATION; Schema: -; Owner: postgres
--

CREATE PUBLICATION "feed" WITH (publish = 'insert, update');


ALTER PUBLICATION "feed" OWNER TO "postgres";

--
-- Name: feed customers; Type: PUBLICATION TABLE; Schema: shop; Owner: postgres
--

ALTER PUBLICATION "feed" ADD TABLE ONLY "shop"."customers" ("id", "name") WHERE (("name" <> ';'::"text"));


--
-- Name: feed orders; Type: PUBLICATION TABLE; Schema: shop; Owner: postgres
--

ALTER PUBLICATION "feed" ADD TABLE ONLY "shop"."orders";


--
-- Name: SCHEMA "shop"; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA "shop" TO PUBLIC;


--
-- Name: FUNCTION "describe"("s" "shop"."status"); Type: ACL; Schema: shop; Owner: postgres
--

REVOKE ALL ON FUNCTION "shop"."describe"("s" "shop"."status") FROM PUBLIC;


--
-- Name: FUNCTION "total"("customer" bigint, "since" timestamp with time zone, OUT "n" bigint, OUT "sum;" numeric); Type: ACL; Schema: shop; Owner: postgres
--

GRANT ALL ON FUNCTION "shop"."total"("customer" bigint, "since" timestamp with time zone, OUT "n" bigint, OUT "sum;" numeric) TO "pg_monitor" WITH GRANT OPTION;


--
-- Name: COLUMN "customers"."id"; Type: ACL; Schema: shop; Owner: postgres
--

GRANT SELECT("id") ON TABLE "shop"."customers" TO PUBLIC;


--
-- Name: COLUMN "customers"."name"; Type: ACL; Schema: shop; Owner: postgres
--

GRANT SELECT("name"),UPDATE("name") ON TABLE "shop"."customers" TO PUBLIC;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: shop; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA "shop" GRANT SELECT ON TABLES  TO PUBLIC;


--
-- Name: watch; Type: EVENT TRIGGER; Schema: -; Owner: postgres
--

CREATE EVENT TRIGGER "watch" ON "ddl_command_end"
         WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')
   EXECUTE FUNCTION "shop"."quiet"();


ALTER EVENT TRIGGER "watch" OWNER TO "postgres";

--
-- PostgreSQL database dump complete
--


