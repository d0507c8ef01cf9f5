"""Regulation rehearsals: a short story with instants, played through the real flows and the real engine, then undone."""
