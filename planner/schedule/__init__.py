"""Who opens the road together, and when."""
