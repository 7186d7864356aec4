"""Maps and drawings of a plan."""
