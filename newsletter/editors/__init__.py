"""What editors see of the newsletter in the admin."""
