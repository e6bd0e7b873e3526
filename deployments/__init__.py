"""What runs when, and on what."""
