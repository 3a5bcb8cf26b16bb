"""One file a format; formats do not know each other."""
