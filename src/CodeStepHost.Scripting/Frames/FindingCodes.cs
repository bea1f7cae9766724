namespace CodeStepHost.Scripting.Frames;

/// <summary>The stable codes of findings about scripts. What the C# compiler itself reports keeps its own codes, <c>CS…</c>.</summary>
internal static class FindingCodes
{
    /// <summary>The text is not the language, or not JSON.</summary>
    public const string Syntax = "script.syntax";

    /// <summary>The syntax is nested more deeply than can be compiled.</summary>
    public const string TooDeep = "script.too-deep";

    /// <summary>The step names no script, or one that is not in the folder.</summary>
    public const string Missing = "script.missing";

    /// <summary>Nothing in the script would run.</summary>
    public const string NoEntry = "script.no-entry";

    /// <summary>Two different functions could be the entry.</summary>
    public const string TwoEntries = "script.two-entries";

    /// <summary>The entry takes parameters that the host does not offer.</summary>
    public const string EntrySignature = "script.entry-signature";

    /// <summary>A module or file that is not there is required.</summary>
    public const string UnknownModule = "script.unknown-module";

    /// <summary>A NuGet package that a script asks for and cannot have.</summary>
    public const string Package = "script.package";

    /// <summary>What is required is known only when the script runs.</summary>
    public const string DynamicRequire = "script.dynamic-require";

    /// <summary>An event that does not exist is emitted.</summary>
    public const string UnknownEvent = "script.unknown-event";

    /// <summary>An emission without an event, or with something that is none.</summary>
    public const string EmitWithoutEvent = "script.emit-without-event";

    /// <summary>An emission whose value its event refuses.</summary>
    public const string EmitValue = "script.emit-value";

    /// <summary>An emission after the end.</summary>
    public const string EmitAfterEnd = "script.emit-after-end";

    /// <summary>A promise or task that nobody waits for.</summary>
    public const string DroppedPromise = "script.dropped-promise";

    /// <summary>A rebound that may be emitted again and again.</summary>
    public const string ReboundInLoop = "script.rebound-in-loop";

    /// <summary>A snapshot larger than the step's limit.</summary>
    public const string SnapshotSize = "script.snapshot-size";

    /// <summary>A name that nothing declares.</summary>
    public const string UnknownName = "script.unknown-name";

    /// <summary>A call of what a module or global object does not have.</summary>
    public const string UnknownMember = "script.unknown-member";

    /// <summary>A call of what is refused here: <c>eval</c>, <c>process.exit</c>.</summary>
    public const string NotAvailable = "script.not-available";

    /// <summary>A promise that is taken for its result.</summary>
    public const string MissingAwait = "script.missing-await";

    /// <summary>The entry is no function that can be called.</summary>
    public const string EntryValue = "script.entry-value";

    /// <summary>What an emission gives is returned, and so sent.</summary>
    public const string ReturnedEmit = "script.returned-emit";

    /// <summary><c>this</c> where it is not the step's emitter.</summary>
    public const string LostThis = "script.lost-this";

    /// <summary>A type or member of .NET that scripts may not use.</summary>
    public const string Api = "script.api";

    /// <summary>A construct of C# that scripts may not use.</summary>
    public const string Construct = "script.construct";

    /// <summary>A time, chance or uuid of the machine, other each time.</summary>
    public const string Nondeterministic = "script.nondeterministic";

    /// <summary>A wait that holds the only thread of a C# script.</summary>
    public const string BlockingWait = "script.blocking-wait";

    /// <summary>The script process gave no reason.</summary>
    public const string Rejected = "script.rejected";

    /// <summary>The script process could not compile the script.</summary>
    public const string NotCompiled = "script.not-compiled";
}
