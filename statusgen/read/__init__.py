"""The entrance: text becomes one Site and a list of Problems."""
