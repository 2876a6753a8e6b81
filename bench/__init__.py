"""What it costs: each measure beside the plainest work that does the same, on the same engine, in the same run."""
