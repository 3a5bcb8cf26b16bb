"""The law as data: rule packs, definitions and law tables, typed against the model."""
