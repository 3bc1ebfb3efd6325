"""Pictures made on the spot."""

from __future__ import annotations

from io import BytesIO

import PIL.Image


def small_png() -> bytes:
    """Return a small sound PNG."""
    buffer = BytesIO()
    PIL.Image.new("RGB", (40, 40), "navy").save(buffer, "PNG")
    return buffer.getvalue()
