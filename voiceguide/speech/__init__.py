"""Speech: texts become verified, cached clips."""
