"""The contact point in the admin."""
