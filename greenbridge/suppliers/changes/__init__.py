"""A body says that its name, legal person or address has changed; an officer checks it, and the record says so."""
