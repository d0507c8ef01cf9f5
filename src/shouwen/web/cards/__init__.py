"""The cards of a unit and of a customer: people and dated relations, what is open, what was, what begins here."""
