//! The words of that page.
