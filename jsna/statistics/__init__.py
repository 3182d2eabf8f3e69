"""One function per published method; arrays in, arrays out. Nothing here reads a file."""
