"""A county's rules as data with sources."""
