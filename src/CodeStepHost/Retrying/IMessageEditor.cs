namespace CodeStepHost.Retrying;

/// <summary>Changes failed messages before they are retried.</summary>
internal interface IMessageEditor : IAsyncDisposable
{
    /// <summary>Reads the expression without a message.</summary>
    /// <returns>What is wrong with it, with its place; null when nothing is.</returns>
    Task<string?> CheckAsync(CancellationToken cancellationToken);

    /// <summary>The message as it is to be retried, or why there is none.</summary>
    Task<MessageEdit> EditAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <param name="Content">The new content; null when the edit failed.</param>
/// <param name="Problem">Why it failed.</param>
internal sealed record MessageEdit(ReadOnlyMemory<byte>? Content, string? Problem)
{
    public static MessageEdit Failed(string problem) => new(Content: null, problem);
}
