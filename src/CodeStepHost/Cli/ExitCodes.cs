namespace CodeStepHost.Cli;

/// <summary>What <c>codestep</c> says to the shell; listed at the end of <c>codestep --help</c>.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, but something failed or was refused: a run left errors, a retry was refused.</summary>
    public const int SomethingFailed = 1;

    /// <summary>Nothing was done: wrong usage, an invalid flow, a missing file or database.</summary>
    public const int BadInput = 2;
}
