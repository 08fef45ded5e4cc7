"""What an unknown file is: how it is written, what its columns hold, and a preset that would read it."""
