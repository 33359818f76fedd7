"""Articles in, ranked evidence out; knows nothing of prompts, language models or pages."""
