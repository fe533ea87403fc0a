"""The two journeys, build and compile: read, think, write; no rule of its own."""
