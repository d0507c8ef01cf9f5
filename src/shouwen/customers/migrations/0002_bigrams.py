"""``shouwen_normalise(text)`` and ``shouwen_bigrams(text)``: what ``common.text`` gives, for indexes.

The bodies are bound when they are made (BEGIN ATOMIC), so they also work under the narrow search path of an
index build; only A–Z are lowered, so no locale matters.
"""

from django.db import migrations

MAKE = r"""
CREATE FUNCTION shouwen_normalise(said text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(normalize(said, NFKC), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz');

CREATE FUNCTION shouwen_bigrams(said text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT COALESCE(array_agg(pieces.piece ORDER BY pieces.place), '{}'::text[])
    FROM (
        SELECT place, substr(spelled.plain, place, 2) AS piece
        FROM (SELECT shouwen_normalise(said) AS plain) AS spelled,
             generate_series(1, length(spelled.plain) - 1) AS place
    ) AS pieces
    WHERE pieces.piece !~ E'[ \t\n\r]';
END;
"""

DROP = "DROP FUNCTION shouwen_bigrams(text); DROP FUNCTION shouwen_normalise(text);"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
