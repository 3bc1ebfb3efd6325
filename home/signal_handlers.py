"""What happens when pages are published."""

from __future__ import annotations
