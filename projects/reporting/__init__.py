"""Half-yearly reports of the actors of an action plan: asked by mail, given by signed link."""
