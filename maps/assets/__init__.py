"""Third-party front-end files: which packages at which version, and how they are brought into ``maps/static``."""
