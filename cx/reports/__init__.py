"""Every visible word, the pages' models, and the files made of them."""
