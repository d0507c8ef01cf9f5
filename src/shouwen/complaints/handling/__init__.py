"""The operating company's own handling of a complaint, in six steps (S4-CMP), beside the group's regulation."""
