"""The built-in pack: data and its licences."""
