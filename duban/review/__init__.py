"""Which version counts, what it says over the periods, and the lights that follow."""
