"""What follows from values and models: each analysis is made when it is first asked for."""
