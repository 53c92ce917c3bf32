"""New files: examples, incidents and updates from templates, histories from other tools."""
