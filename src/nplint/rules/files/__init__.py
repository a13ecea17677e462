"""Rules 9xx: the file itself, and its suppression comments."""
