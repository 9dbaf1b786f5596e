"""A story -> claims: what each outlet says, read into frames with exact spans, aligned and compared across outlets."""
