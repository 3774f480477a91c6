"""What a classifier looks at: heat maps, the focus score, and counterfactual pairs of scenes."""
