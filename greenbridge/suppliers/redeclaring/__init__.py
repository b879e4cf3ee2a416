"""What official lists registered under a former version of the service types, declared anew by officers."""
