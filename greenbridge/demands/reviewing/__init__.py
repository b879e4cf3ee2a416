"""What an officer sees of a demand beside what it says: what changed, what it resembles, who asks; and what they write on it."""
