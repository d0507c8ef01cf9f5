"""The generic pages of a case: head, steps, lists, paper — for every flow alike, from what the flow declares."""
