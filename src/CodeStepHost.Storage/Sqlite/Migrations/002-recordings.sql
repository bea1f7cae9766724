-- What a failed execution depended on besides its message: clock, seed, snapshot, HTTP answers. JSON; null: nothing was kept.
ALTER TABLE failures ADD COLUMN recording BLOB;
