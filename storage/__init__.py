"""Floor 2: what is kept, and where.

Records and the repository's Protocol say what the house needs; `sql` keeps it in SQLite or
PostgreSQL. SQL stays here; Discord and the rules of an interview stay out.
"""
