"""What each source says of a credential, and what an officer settles where they differ."""
