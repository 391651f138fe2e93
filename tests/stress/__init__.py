"""Long tests that try to break voiceguide; their figures stand in docs/reliability.md."""
