"""The steps from an empty database to the tables of today, run by `storage.migrate`.

A step that was released is never changed. It names columns and types by itself rather than import
`storage.tables`, which goes on to change.
"""
