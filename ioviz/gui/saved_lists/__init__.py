"""Lists of what is kept from one day to the next, and the tabs that show one of them."""
