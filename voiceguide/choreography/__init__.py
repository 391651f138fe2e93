"""What two bodies do, move by move and to the sample; without words and without sound."""
