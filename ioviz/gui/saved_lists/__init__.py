"""Lists of saved results, and the tabs that show one of them."""
