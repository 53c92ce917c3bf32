"""A run: planned against the ledger, and on its way."""
