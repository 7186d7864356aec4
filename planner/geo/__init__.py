"""From submitted geometry to who is on which metre of which section."""
