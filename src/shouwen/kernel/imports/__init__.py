"""Staged import of ledgers: upload → mapping → check → preview → commit, with undo by batch.

``ledger`` says what a ledger is, ``ledgers/`` holds those of the centre, ``batches`` has the functions that
pages and the command call. A domain registers its own ledger and gets the rest.
"""
