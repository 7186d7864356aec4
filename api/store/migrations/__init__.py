"""The revisions of the model, oldest first."""
