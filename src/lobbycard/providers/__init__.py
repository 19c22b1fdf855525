"""Remote sources of metadata and artwork: one module each, all behind the seam in `base`."""
