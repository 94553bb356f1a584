"""Floor 2: one suite for every store, and what only a database can get wrong."""
