"""The pages of the register: shops, the people who answer for their safety, and the rule of their levels."""
