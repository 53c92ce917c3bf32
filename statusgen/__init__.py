"""statusgen turns a git repository into an organisation's internal status page."""

__version__ = "0.1.0"
