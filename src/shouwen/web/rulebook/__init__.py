"""The pages of the rulebook: clauses, their numbers, versions, proposals and decisions."""
