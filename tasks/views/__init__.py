"""The pages of the campaign's work: its catalogue, the assignments, the letters."""
