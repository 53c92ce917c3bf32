"""What was sent to whom: the one thing that statusgen remembers between runs."""
