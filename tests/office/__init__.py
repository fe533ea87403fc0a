"""Open our workbooks in LibreOffice and use them as a person does."""
