"""The only package that speaks YAML: text to trees in which every node has a place."""
