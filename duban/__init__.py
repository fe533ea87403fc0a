"""duban 督办: locked Excel forms out of a YAML plan, and one coloured report out of what comes back."""

__version__ = "0.1.0"
