"""Texts of a table found again in another one."""
