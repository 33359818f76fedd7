"""Follow-up questions: their words, what they mention, and how each is made to stand alone."""
