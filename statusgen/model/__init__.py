"""The hall: what was written, as frozen values, and pure questions about it at a moment. No I/O, no clock."""
