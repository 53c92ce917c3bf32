"""Mail: letters as bytes, and the connections that carry them to a relay."""
