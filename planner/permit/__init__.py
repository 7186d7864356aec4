"""Papers and bundles for the bureau's decision."""
