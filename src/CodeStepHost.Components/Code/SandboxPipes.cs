namespace CodeStepHost.Components.Code;

/// <summary>The ends of one script process that its parent holds. Tests put a scripted child in its place.</summary>
/// <param name="ToChild">Its standard input.</param>
/// <param name="FromChild">Its standard output.</param>
/// <param name="Kill">Ends it at once; may be called at any time, more than once.</param>
/// <param name="Exited">Ends with its exit code; 128 + n when signal n ended it.</param>
/// <param name="LastWords">What it wrote to its standard error, shortened and safe to show.</param>
/// <param name="Id">Its process id.</param>
/// <param name="Resident">How much memory it has in use, in bytes; null: not known.</param>
internal sealed record SandboxPipes(Stream ToChild, Stream FromChild, Action Kill, Task<int> Exited, Func<string> LastWords, int Id, Func<long>? Resident = null);
