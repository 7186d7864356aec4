"""How lines lie beside each other in the ground."""
