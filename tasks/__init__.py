"""One effect on the world each."""
