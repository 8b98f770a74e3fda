"""What stored runs say: endings with intervals, shares of spread, paired differences. Tables in and out."""
