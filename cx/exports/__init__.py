"""Pages as files: one module for each format, all from the same `Document`."""
