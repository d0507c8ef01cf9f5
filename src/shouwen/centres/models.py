"""The project service centres: what they are, how they are inspected, who serves there (第七至十一条)."""
