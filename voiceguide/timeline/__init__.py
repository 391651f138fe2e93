"""Where each thing lies, to the sample: clips in their windows, figures, and what is heard checked blind."""
