"""Saving what a form shows and nothing else."""

from __future__ import annotations

from typing import Any

from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations


def form_fields(instance: Any) -> list[str]:
    """Return the names for `update_fields`: fields that forms show, times of change, inlines.

    What has `editable=False` changes by conditional updates; a form that was opened before such a
    step must not write the old value back.
    """
    own = [
        field.name
        for field in instance._meta.concrete_fields
        if not field.primary_key and (field.editable or getattr(field, "auto_now", False))
    ]
    relations = [rel.get_accessor_name() for rel in get_all_child_relations(instance)]
    return [*own, *relations, *(field.name for field in get_all_child_m2m_relations(instance))]
