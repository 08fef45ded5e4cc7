"""The database: tables, publishing, queries."""
