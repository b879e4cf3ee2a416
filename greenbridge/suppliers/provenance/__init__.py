"""Where each key fact of a body comes from, what to do when sources differ, and what the body was called before."""
