"""The rules, one module each: the module, its function and the rule have the same name.

Modules that begin with an underscore help several rules.
"""
