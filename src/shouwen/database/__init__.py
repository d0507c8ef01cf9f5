"""How the floors above speak to PostgreSQL where Django's own way costs too much (docs/decisions/0019)."""
