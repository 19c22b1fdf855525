"""Pictures: examine, keep, shrink, download, score, choose, and make ready to be published."""
