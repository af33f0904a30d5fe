"""Where does it stand in an article?"""
