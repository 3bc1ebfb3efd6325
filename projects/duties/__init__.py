"""Duties of projects: done, repeated, reminded of, as a calendar."""
