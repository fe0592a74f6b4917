"""`cicpa register`, `revoke`, `suspend`, `resume`, `status`, `history`, `import`: what becomes of what was issued."""
