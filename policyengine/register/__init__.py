"""The facts as counsel knows them: YAML trees to records with statements."""
