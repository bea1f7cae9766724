namespace CodeStepHost.Components.Records;

/// <summary>The kinds of record files.</summary>
public enum RecordFormat
{
    /// <summary><c>.json</c>: an array whose elements are the records, or one value that is the only record.</summary>
    Json = 0,

    /// <summary><c>.ndjson</c>, <c>.jsonl</c>: one JSON value on each line.</summary>
    JsonLines = 1,

    /// <summary><c>.csv</c>: a header row, then rows; the separator is a comma, semicolon or tab.</summary>
    Csv = 2,
}
