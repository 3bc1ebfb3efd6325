"""The engines' own tables beside `search_pagetext`, filled by the database itself.

SQLite: FTS5 tables that take their content from `search_pagetext`, kept in step by triggers.
Django makes a table of SQLite anew when a column changes, and its triggers are gone then: a later
migration that alters `PageText` must run `make_tables` again (a system check watches over it).
PostgreSQL: generated columns with GIN indexes.
"""

from django.db import migrations

FIELDS = "title_keys, alt_keys, asked_keys, kw_keys, summary_keys, body_keys, files_keys, facet_keys"
# How much a word counts in each field, for FTS5's own ranking of candidates.
WEIGHTS = "4.0, 4.0, 2.0, 1.0, 2.0, 1.0, 0.5, 0.0"


def _triggers(table: str, fields: str) -> list[str]:
    new = ", ".join(f"new.{name}" for name in fields.split(", "))
    old = ", ".join(f"old.{name}" for name in fields.split(", "))
    put = f"INSERT INTO {table}(rowid, {fields}) VALUES (new.page_id, {new});"
    take = f"INSERT INTO {table}({table}, rowid, {fields}) VALUES ('delete', old.page_id, {old});"
    return [
        f"CREATE TRIGGER {table}_insert AFTER INSERT ON search_pagetext BEGIN {put} END",
        f"CREATE TRIGGER {table}_delete AFTER DELETE ON search_pagetext BEGIN {take} END",
        f"CREATE TRIGGER {table}_update AFTER UPDATE OF {fields} ON search_pagetext"
        f" BEGIN {take} {put} END",
    ]


SQLITE = [
    f"CREATE VIRTUAL TABLE search_fts USING fts5({FIELDS}, content='search_pagetext',"
    " content_rowid='page_id', tokenize='ascii', columnsize=1)",
    f"INSERT INTO search_fts(search_fts, rank) VALUES ('rank', 'bm25({WEIGHTS})')",
    "CREATE VIRTUAL TABLE search_fts_title USING fts5(suggest, content='search_pagetext',"
    " content_rowid='page_id', tokenize='ascii', prefix='4 5 6 7 8')",
    *_triggers("search_fts", FIELDS),
    *_triggers("search_fts_title", "suggest"),
]
SQLITE_BACK = [
    *(
        f"DROP TRIGGER IF EXISTS {table}_{event}"
        for table in ("search_fts", "search_fts_title")
        for event in ("insert", "delete", "update")
    ),
    "DROP TABLE IF EXISTS search_fts",
    "DROP TABLE IF EXISTS search_fts_title",
]


def _vector(fields: str, weight: str) -> str:
    text = " || ' ' || ".join(fields.split(", "))
    return f"setweight(to_tsvector('simple'::regconfig, {text}), '{weight}')"


VECTOR = " || ".join(
    [
        _vector("title_keys, alt_keys", "A"),
        _vector("asked_keys, summary_keys, kw_keys", "B"),
        _vector("body_keys, files_keys, facet_keys", "D"),
    ]
)
POSTGRESQL = [
    f"ALTER TABLE search_pagetext ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
    "ALTER TABLE search_pagetext ADD COLUMN suggest_vector tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, suggest)) STORED",
    "CREATE INDEX search_pagetext_vector ON search_pagetext USING GIN (vector)",
    "CREATE INDEX search_pagetext_suggest ON search_pagetext USING GIN (suggest_vector)",
]
POSTGRESQL_BACK = [
    "ALTER TABLE search_pagetext DROP COLUMN IF EXISTS vector",
    "ALTER TABLE search_pagetext DROP COLUMN IF EXISTS suggest_vector",
]


def _run(schema_editor, by_vendor):
    for statement in by_vendor.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement, params=None)


def make_tables(apps, schema_editor):
    """Make the engine's tables, those of an earlier version first taken away."""
    drop_tables(apps, schema_editor)
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop_tables(apps, schema_editor):
    """Take the engine's tables away."""
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("search", "0001_search_index")]
    operations = [migrations.RunPython(make_tables, drop_tables)]
