namespace CodeStepHost.Testing.Running;

/// <summary>What happens in a test after its first message.</summary>
internal abstract record LaterEvent
{
    private LaterEvent()
    {
    }

    /// <summary>Another message comes to the step.</summary>
    /// <param name="Id">Null: one by its place.</param>
    /// <param name="Content">A JSON object with <c>body</c> and <c>headers</c>.</param>
    public sealed record Message(string? Id, ReadOnlyMemory<byte> Content) : LaterEvent;

    /// <summary>Time passes; what comes due by then runs.</summary>
    public sealed record Wait(TimeSpan Time) : LaterEvent;
}
