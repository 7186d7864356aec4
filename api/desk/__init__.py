"""What the desk does, one function a step; each works inside a change of the store."""
