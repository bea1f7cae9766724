using System.Globalization;

namespace CodeStepHost.Sandbox.Confinement;

/// <summary>
/// The command line of a script process: <c>confine HOST DATA [test]</c> from the host, <c>confined HOST DATA LANDLOCK USER [test]</c> from the
/// first stage to the second, <c>reduced</c> where the system has nothing better, <c>unconfined</c> if the operator wants it so.
/// </summary>
/// <param name="Host">The host's process id; 0 when it is not known.</param>
/// <param name="DataBytes">How much private memory the process may have, in bytes.</param>
/// <param name="Landlock">The version of Landlock that holds, in the second stage.</param>
/// <param name="User">Who the process is, in the second stage.</param>
/// <param name="IsTest">Try what must fail, and end.</param>
internal sealed record StartArguments(StartStage Stage, int Host = 0, long DataBytes = 0, int Landlock = 0, string User = "", bool IsTest = false)
{
    private const string Test = "test";

    /// <exception cref="ConfinementException">The words are not understood; a script process is never unconfined by mistake.</exception>
    public static StartArguments Read(string[] words) => words switch
    {
        ["unconfined"] => new StartArguments(StartStage.Unconfined),
        ["reduced"] => new StartArguments(StartStage.Reduced),
        ["confine", var host, var data, .. var rest] => new StartArguments(StartStage.First, (int)Number(host), Number(data), IsTest: rest is [Test]),
        ["confined", var host, var data, var landlock, var user, .. var rest] => new StartArguments(StartStage.Second, (int)Number(host), Number(data), (int)Number(landlock), user, rest is [Test]),
        _ => throw new ConfinementException("This program runs scripts for codestep, which starts it."),
    };

    /// <summary>The words of the second stage.</summary>
    public IReadOnlyList<string> ToSecondStage(int landlock, string user) =>
        ["confined", Text(Host), Text(DataBytes), Text(landlock), user, .. IsTest ? (string[])[Test] : []];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ConfinementException($"'{word}' is no number.");
}

/// <summary>How far a script process is on its way into confinement.</summary>
internal enum StartStage
{
    Unconfined,
    Reduced,
    First,
    Second,
}
