"""The search engine inside the portal's own database: SQLite's FTS5 or PostgreSQL's tsvector.

The database names pages that have a word of the question; which answers best is counted here,
alike on both (`search.scoring`).
"""
