"""“Did this help?” on every page."""
