"""Forms of readers: what their templates and the summary of errors need."""

from __future__ import annotations

from django import forms


class Field:
    """A field with its value and error, as the template needs it."""

    def __init__(self, form: forms.Form, name: str) -> None:
        bound = form[name]
        # A page may have several small forms: what one did not send keeps what it began with.
        was_sent = form.is_bound and bound.html_name in form.data
        self.name, self.value = name, str((bound.value() if was_sent else bound.initial) or "")
        errors = form.errors.get(name) if form.is_bound else None
        self.error = str(errors[0]) if errors else ""


class ReaderForm(forms.Form):
    """A form of a reader's page: fields and problems for its template."""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (id of the field, what to do) of everything that is wrong."""
        if not self.is_bound:
            return []
        return [
            (f"pole-{name}", str(messages[0])) for name, messages in self.errors.items() if messages
        ]

    @property
    def of(self) -> dict[str, Field]:
        """Return {name: field}."""
        return {name: Field(self, name) for name in self.fields}
