"""A quiz as a page in the browser, served on this machine alone; works without JavaScript too."""
