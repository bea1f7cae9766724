using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Components.Code.Packages;

/// <summary>A package that scripts cannot have. The message is for the script's author.</summary>
/// <param name="advice">What to do about it.</param>
internal sealed class PackageException(string message, string? advice = null) : Exception(message)
{
    public string? Advice { get; } = advice;

    /// <summary>The script's line that asks for the package.</summary>
    public PackageRequest? Request { get; init; }

    public ScriptFinding ToFinding(string script) =>
        new("error", FindingCodes.Package, Message, Request?.File ?? script, Request?.Line ?? 0, Request is null ? 0 : 1, Advice);
}
