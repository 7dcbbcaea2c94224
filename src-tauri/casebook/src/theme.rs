//! The twenty themes a story can be filed under.
