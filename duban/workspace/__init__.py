"""The office's folder: config, plans, templates, read and told as findings where they are wrong."""
