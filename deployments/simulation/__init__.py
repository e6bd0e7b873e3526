"""A county's whole year with people of every kind, on the real flows."""
