"""What is kept in the user's folder from one day to the next."""
