"""What can be said: kinds, attributes, relations and the closed vocabulary."""
