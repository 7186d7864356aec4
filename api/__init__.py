"""The county's desk as a service."""
