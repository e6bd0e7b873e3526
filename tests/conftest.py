"""What all tests share: properties are tried often enough to find what is wrong, however slow the machine."""

from hypothesis import settings

settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")
