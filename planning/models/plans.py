"""Plans, and the shops that are named in them."""
