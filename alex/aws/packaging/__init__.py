"""Build the packages of the two AWS Lambda functions, by `manage.py package` and by Zappa."""
