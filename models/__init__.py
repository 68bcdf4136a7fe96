"""Features to judgement: competencies of duties, role of postings, fit to a profile, training and evaluation.

Estimators here follow scikit-learn's conventions and touch no file but the registry's own artifacts.
"""
