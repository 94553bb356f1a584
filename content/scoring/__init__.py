"""How an answer is judged: text in, receipt out. Deterministic, CPU only, compiled once a pack."""
