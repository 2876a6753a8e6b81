"""An invented town over the real places of Yinchuan: deterministic for a seed, for demonstrations and tests of load."""
