"""What keeps forty or four hundred cards true: gaps, passport, bulk actions."""
