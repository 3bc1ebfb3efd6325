"""What Elasticsearch stores of a page: its keys, and Wagtail's own filter fields."""

from __future__ import annotations

from typing import Any

from modelsearch.backends.elasticsearch8 import Elasticsearch8Mapping
from modelsearch.index import AutocompleteField, FilterField, RelatedFields, SearchField

from search.models import KEY_FIELDS, PageText

KEYS = {"type": "text", "analyzer": "whitespace"}
OUR_FIELDS: dict[str, dict[str, Any]] = {
    **{f"{name}_keys": KEYS for name in KEY_FIELDS},
    "exact": {**KEYS, "norms": False},
    # Keys begin with a scope of three letters or more, so shorter beginnings are never asked for.
    "suggest": {**KEYS, "index_prefixes": {"min_chars": 4, "max_chars": 12}},
    "scope": {"type": "keyword"},
    "facets": {"type": "keyword"},
    "prior": {"type": "float"},
}
SETTINGS = {
    "settings": {
        "number_of_shards": 1,
        # `combined_fields` refuses a similarity of one field only.
        "similarity": {"default": {"type": "BM25", "b": 0.5}},
    }
}


class KeysMapping(Elasticsearch8Mapping):
    """Our fields of keys in the place of Wagtail's fields of text."""

    def get_field_mapping(self, field: Any) -> tuple[str, dict[str, Any]]:
        """Return name and type of a field. Text is neither sent nor indexed."""
        if isinstance(field, (SearchField, AutocompleteField)):
            return self.get_field_column_name(field), {"type": "keyword", "index": False}
        found: tuple[str, dict[str, Any]] = super().get_field_mapping(field)
        return found

    def get_mapping(self) -> dict[str, Any]:
        """Return the mapping of a page type: its filter fields and ours."""
        properties = {
            name: mapping
            for name, mapping in super().get_mapping()["properties"].items()
            if mapping.get("index") is not False
            and name != "_edgengrams"
            and not name.startswith("_all_text")
        }
        return {"dynamic": False, "properties": {**properties, **OUR_FIELDS}}

    def document(self, page: Any, row: PageText) -> dict[str, Any]:
        """Return the document of a page and its row."""
        found: dict[str, Any] = {
            "pk": str(page.pk),
            "_django_content_type": self.get_all_content_types(),
        }
        for field in self.model.get_search_fields():
            if isinstance(field, (FilterField, RelatedFields)):
                name, value, _ = self._get_document_field_data(field, page)
                found[name] = value
        found.update({name: getattr(row, name) for name in OUR_FIELDS})
        return found
