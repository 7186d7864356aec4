"""What the desk remembers: one model on two databases, and the log of every change."""
