"""One page each: what happens in a stage, in order."""
