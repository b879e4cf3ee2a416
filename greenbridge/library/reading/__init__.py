"""Reading the law: a text as it stands on a day, its contents, how it is cited, what changed between two texts."""
