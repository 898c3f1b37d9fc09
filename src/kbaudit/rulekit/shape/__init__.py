"""The shape of front matter: JSON Schemas for each page type, and what they say of an instance."""
