"""The wording: everything the voice may say, as data (one file a language), and how long it takes."""
