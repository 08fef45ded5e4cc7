"""Figures: pure functions of scores, no words and no Streamlit."""
