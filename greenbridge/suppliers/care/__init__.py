"""What a listed supplier owes its readers: papers in force, complete and recent facts; who is reminded of what."""
