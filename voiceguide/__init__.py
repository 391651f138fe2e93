"""voiceguide turns a massage routine into a spoken, exactly timed audio session."""
