"""What programs read: Statuspage's API v2, and the whole history as JSON."""
