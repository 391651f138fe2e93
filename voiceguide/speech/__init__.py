"""Speech: turn texts into verified, cached clips."""
