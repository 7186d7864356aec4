"""The pages of the desk: what people see who do not write programs; each shows what the API answers."""
