"""How complete and consistent a person's data is."""
