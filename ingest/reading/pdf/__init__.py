"""PDF → text in reading order, with the page of every stretch."""
