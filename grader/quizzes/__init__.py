"""Chapter quizzes: content, draws, answers, scoring; then sittings, exports and item analysis."""
