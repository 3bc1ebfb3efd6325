"""Is the card still right? Asked of whoever answers for it, by signed link."""
