"""What there is to tell, from content and the clock alone."""
