"""The public site: forms, guidance and what freezes them into static pages. No secrets, no database."""
