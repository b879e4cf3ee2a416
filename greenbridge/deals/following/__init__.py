"""What buyers are told by themselves while a demand runs and after it has ended (跟进)."""
