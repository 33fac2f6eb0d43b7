"""What comes after a recording: every frame's answers kept, people, marks, figures, exports."""
