"""What a million official projects cost: lists, counts and searches of the hall, each beside its peers, and how notices come in."""
