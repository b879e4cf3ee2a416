"""What a record said before: what changed since an officer decided, each edit with its before and after, taking one back."""
