"""One whole month of a county's desk, played on the running service by its API: ``python -m sample_data.month``."""
