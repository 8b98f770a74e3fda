"""What the model is checked against: closed forms, battles and wars of the past, the record of this war.

Every check runs the model's own rules, or whole wars; nothing here is a second implementation of a law.
"""
