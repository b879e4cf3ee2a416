"""A labelled sample of notices, and how well they are read."""
