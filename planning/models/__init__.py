"""Which shops are to be inspected by whom until when, and how far that is."""
