"""The steps a case goes through, each over the adapters it is given."""
