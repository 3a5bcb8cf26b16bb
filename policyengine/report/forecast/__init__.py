"""What will change if nothing is done: one module a format; formats do not know each other."""
