"""How fast, against what. Every figure is a ratio within one run on one machine; the seconds stand beside it."""
