"""The database keeps the search tokens, so no writer can forget them.

``customers_reindex(ids)`` writes the tokens of some customers. Statement triggers call it after every change
of customers, phones and occupancies. A bulk writer sets ``shouwen.reindex`` to ``later`` for its transaction
and calls it once at the end instead of three times a row.
"""

from django.db import migrations

MAKE = r"""
ALTER TABLE customers_customersearch
    ADD CONSTRAINT customers_search_of_customer FOREIGN KEY (customer_id)
    REFERENCES customers_customer (id) ON DELETE CASCADE;

CREATE FUNCTION customers_tokens(asked bigint[]) RETURNS TABLE (customer_id bigint, tokens text[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT customer.id,
           array['=' || spelled.name]
           || array(SELECT DISTINCT 'n' || one FROM unnest(string_to_array(spelled.name, NULL)) AS one WHERE one <> ' ')
           || array(SELECT 'n' || two FROM unnest(shouwen_bigrams(spelled.name)) AS two)
           || array(SELECT DISTINCT 'y' || left(reading, size)
                    FROM unnest(string_to_array(customer.pinyin, ' ')) AS reading,
                         generate_series(2, length(reading)) AS size)
           || array(SELECT DISTINCT 't' || shown
                    FROM customers_customerphone AS phone,
                         LATERAL unnest(array[phone.number::text, right(phone.number, 4)]) AS shown
                    WHERE phone.customer_id = customer.id)
           || array(SELECT DISTINCT 'p' || occupancy.project_id
                    FROM customers_occupancy AS occupancy WHERE occupancy.customer_id = customer.id)
    FROM customers_customer AS customer,
         LATERAL (SELECT shouwen_normalise(customer.name) AS name) AS spelled
    WHERE customer.id = ANY (asked);
END;

CREATE FUNCTION customers_reindex(ids bigint[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO customers_customersearch AS kept (customer_id, tokens)
    SELECT fresh.customer_id, fresh.tokens FROM customers_tokens(ids) AS fresh
    ON CONFLICT (customer_id) DO UPDATE SET tokens = EXCLUDED.tokens
    WHERE kept.tokens IS DISTINCT FROM EXCLUDED.tokens;
END;

CREATE FUNCTION customers_search_after_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(current_setting('shouwen.reindex', true), '') <> 'later' THEN
        PERFORM customers_reindex(array(SELECT id FROM changed));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_search_after_detail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(current_setting('shouwen.reindex', true), '') <> 'later' THEN
        PERFORM customers_reindex(array(SELECT DISTINCT customer_id FROM changed));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION customers_search_after_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(current_setting('shouwen.reindex', true), '') <> 'later' THEN
        PERFORM customers_reindex(array(SELECT customer_id FROM gone UNION SELECT customer_id FROM changed));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER customers_search_insert AFTER INSERT ON customers_customer
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_search_after_customer();
CREATE TRIGGER customers_search_update AFTER UPDATE ON customers_customer
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_search_after_customer();
"""

DETAIL = """
CREATE TRIGGER customers_search_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_search_after_detail();
CREATE TRIGGER customers_search_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_search_after_detail();
CREATE TRIGGER customers_search_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS gone NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION customers_search_after_move();
"""

TABLES = ("customers_customerphone", "customers_occupancy")
FILL = "SELECT customers_reindex(array(SELECT id FROM customers_customer));"
TRIGGERS = ("insert", "update", "delete")
DROP = "\n".join(
    f"DROP TRIGGER IF EXISTS customers_search_{event} ON {table};"
    for table in ("customers_customer", *TABLES)
    for event in TRIGGERS
) + """
DROP FUNCTION customers_search_after_customer();
DROP FUNCTION customers_search_after_detail();
DROP FUNCTION customers_search_after_move();
DROP FUNCTION customers_reindex(bigint[]);
DROP FUNCTION customers_tokens(bigint[]);
ALTER TABLE customers_customersearch DROP CONSTRAINT customers_search_of_customer;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_search")]
    operations = [
        migrations.RunSQL(MAKE + "".join(DETAIL.format(table=table) for table in TABLES) + FILL, DROP)
    ]
