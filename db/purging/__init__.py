"""What is deleted by the clock (S43)."""
