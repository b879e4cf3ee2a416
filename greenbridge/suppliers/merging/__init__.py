"""Records of one body are found, merged into one, and taken apart again where that was wrong."""
