"""Rules 4xx about models and guides, and predictions from them."""
