"""The pages of supervision: groups, their days and reports, the bulletins."""
