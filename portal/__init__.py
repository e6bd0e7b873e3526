"""The entrance for people with a browser: it shows where every report stands, and never changes anything."""
