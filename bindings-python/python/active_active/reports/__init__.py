"""What the engine answers: plain, frozen data. All of it is imported from `active_active`."""
