"""The entrance for people with a browser: where every report stands, and the page on which who is asked decides."""
