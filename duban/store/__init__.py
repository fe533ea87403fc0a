"""What is kept on disk: the ledger, published files, what was read before."""
