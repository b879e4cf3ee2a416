"""合规日历: what a company has to do for the environment in the next twelve months, and on what grounds."""
