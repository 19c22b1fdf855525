"""Pictures: examine, keep, shrink, download, publish, score and choose them."""
