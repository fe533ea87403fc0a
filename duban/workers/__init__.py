"""Processes that do work on hostile input: bounded in memory and time, restarted when they die."""
