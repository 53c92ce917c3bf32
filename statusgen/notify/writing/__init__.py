"""What a message says: pure, from a notification and the site."""
