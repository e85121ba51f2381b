def also_called(text):
    return []
