"""What does a person, or a script, see of a search at the shell?"""
