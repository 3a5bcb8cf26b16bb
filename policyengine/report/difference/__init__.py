"""Reports of what differs between two judgings: as text, Markdown and JSON."""
