"""What decisions are worth: response tables, the worth of each option, and how choices compare with the record."""
