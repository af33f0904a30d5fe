"""Which values does a text hold that is JSON, or nearly is?

``values`` decodes one, ``stream`` reads any number of them as they come, ``places`` says where one
ends and ``mending`` puts right what is nearly JSON.
"""
