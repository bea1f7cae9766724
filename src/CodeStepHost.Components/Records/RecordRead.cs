namespace CodeStepHost.Components.Records;

/// <summary>What was read at one place of a record file.</summary>
public abstract record RecordRead
{
    private RecordRead(long number, int line)
    {
        Number = number;
        Line = line;
    }

    /// <summary>Which record of the file it is, from 1; malformed ones count.</summary>
    public long Number { get; }

    /// <summary>The line on which it begins, from 1.</summary>
    public int Line { get; }

    /// <summary>A record.</summary>
    /// <param name="BodyJson">A message's body as UTF-8 JSON; the memory is the receiver's to keep.</param>
    public sealed record Record(long Number, int Line, ReadOnlyMemory<byte> BodyJson) : RecordRead(Number, Line);

    /// <summary>A place that is no record.</summary>
    /// <param name="Text">The place as it stands in the file, cut after 65,536 bytes.</param>
    /// <param name="Problem">What is wrong with it, for people.</param>
    public sealed record Malformed(long Number, int Line, string Text, string Problem) : RecordRead(Number, Line);
}
