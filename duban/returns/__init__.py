"""From a grid of raw cells to a submission: whose form it is (identify), and what it answers (parse)."""
