"""OGC API - Features over sections, stretches and works: parts 1 (core, GeoJSON) and 2 (reference systems)."""
