"""Makes catalogues: many sessions as one piece of work, each identified by a hash of all that shapes it.

`content` computes that hash, `made` records what was made and finds what is damaged.
"""
