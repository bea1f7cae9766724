using System.Text.Json.Serialization;

namespace CodeStepHost.Scripting.Frames;

/// <summary>A script to compile: what <see cref="FrameType.Prepare"/> carries.</summary>
/// <param name="Entry">Name of the file to run, a key of <paramref name="Files"/>: <c>check-product.js</c>, <c>map.csx</c>. Its ending selects the engine (.js; .csx, .cs).</param>
/// <param name="Files">Text files of the flow folder by their path relative to it, with forward slashes.</param>
/// <param name="Config">The step's configuration as a JSON object; the script's <c>cfg</c>.</param>
/// <param name="Variables">The flow's declared variables.</param>
/// <param name="ElasticIoCompatible">Whether the original's wrapping of returned messages and kept emissions apply (<c>compatibility: elastic.io</c>).</param>
/// <param name="Limits">What one execution may use.</param>
/// <param name="Libraries">Assemblies of packages that a C# script is compiled against, sent before by <see cref="FrameType.Library"/>; null: none.</param>
/// <param name="Lint">Whether to look, besides compiling, for what can be seen to be wrong: for validating before a deployment. Scripts that are to run are prepared without.</param>
/// <param name="Input">What makes each message's body before the script sees it; null: the body is as it came.</param>
internal sealed record PrepareRequest(
    string Entry,
    IReadOnlyDictionary<string, string> Files,
    string Config,
    IReadOnlyDictionary<string, string> Variables,
    bool ElasticIoCompatible,
    ScriptLimits Limits,
    IReadOnlyList<LibraryName>? Libraries = null,
    bool Lint = false,
    ScriptInput? Input = null);

/// <summary>A step's <c>input</c>.</summary>
/// <param name="Shape">JSON in which each number stands for what the expression with that index gives.</param>
/// <param name="Expressions">JSONata over the message.</param>
internal sealed record ScriptInput(string Shape, IReadOnlyList<string> Expressions);

/// <summary>Which expression of a step's <c>input</c> could not be evaluated.</summary>
/// <param name="Number">Its index among them.</param>
/// <param name="Position">The character at which, from 0; -1: it is not known.</param>
internal sealed record FailedInput(int Number, int Position);

/// <summary>An assembly of a package.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Hash">SHA-256 of its bytes, in hexadecimal.</param>
internal sealed record LibraryName(string Name, string Hash);

/// <summary>Limits that the engines enforce themselves, a little below those that the host enforces by ending the process.</summary>
/// <param name="TimeMilliseconds">Wall-clock time of one execution.</param>
/// <param name="MessageBytes">Largest message that may be emitted, as UTF-8 JSON.</param>
/// <param name="SnapshotBytes">Largest snapshot, as UTF-8 JSON.</param>
internal sealed record ScriptLimits(int TimeMilliseconds, int MessageBytes, int SnapshotBytes);

/// <summary>What is known of a script after compiling: the answer to <see cref="PrepareRequest"/>.</summary>
/// <param name="EntryPoint"><c>process</c>, <c>run</c> or <c>top-level</c>; null when rejected.</param>
/// <param name="UsesSnapshot">Whether the script may read or write its step's snapshot; true when in doubt. Such a step runs one message at a time.</param>
/// <param name="Diagnostics">Errors and warnings in the order of their places.</param>
internal sealed record PreparedScript(string? EntryPoint, bool UsesSnapshot, IReadOnlyList<ScriptDiagnostic> Diagnostics);

/// <summary>One finding about a script's text.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Code">A stable code: <c>script.syntax</c>, <c>script.no-entry</c>, <c>CS1002</c>…</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="File">The flow folder's file, by its relative path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Suggestion">What to do about it.</param>
internal sealed record ScriptDiagnostic(string Severity, string Code, string Message, string File, int Line, int Column, string? Suggestion = null);

/// <summary>How an execution ended: what <see cref="FrameType.Ended"/> carries when it is more than a plain success.</summary>
/// <param name="Kind"><c>completed</c>; <c>threw</c>: the script threw or rejected; <c>limit</c>: an in-process limit was broken, <see cref="ScriptFailure.Code"/> names it. With <c>limit</c> the host replaces the process.</param>
/// <param name="Error">What was thrown, unless completed.</param>
/// <param name="Ended">Whether the script emitted <c>end</c> itself.</param>
/// <param name="Input">With <c>threw</c>: the step's <c>input</c> failed, and its script has not run.</param>
internal sealed record EndedPayload(string Kind, ScriptFailure? Error = null, bool Ended = false, FailedInput? Input = null);

/// <summary>An error as a script made it: thrown, or passed to <c>emit('error')</c> and <c>emit('rebound')</c>.</summary>
/// <param name="Name">The error's class: <c>Error</c>, <c>TypeError</c>, <c>InvalidOperationException</c>. A thrown string or number has the name <c>Error</c>.</param>
/// <param name="Message">Its text.</param>
/// <param name="Stack">Its stack, in the script's own files, lines and columns; null when there is none.</param>
/// <param name="Code">A code that the script's error or our limit has: <c>ECONNRESET</c>, <c>limit.time</c>.</param>
/// <param name="StatusCode">An HTTP status that the error carries.</param>
/// <param name="Cause">What caused it, if the error has a cause.</param>
/// <param name="File">The script file where it was made.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record ScriptFailure(
    string Name,
    string Message,
    string? Stack = null,
    string? Code = null,
    int? StatusCode = null,
    ScriptFailure? Cause = null,
    string? File = null,
    int? Line = null,
    int? Column = null);

/// <summary>An HTTP call that the host makes for a script.</summary>
/// <param name="Call">Number of the call within its execution.</param>
/// <param name="Body">Base64, or null.</param>
internal sealed record HttpCall(int Call, string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body, int? TimeoutMilliseconds, int? MostRedirects = null);

/// <summary>What came of an <see cref="HttpCall"/>: a response, or an error that made none.</summary>
/// <param name="Call">Number of the call within its execution.</param>
/// <param name="Body">Base64, or null.</param>
/// <param name="Error">Why there is no response: refused address, time-out, connection failure.</param>
internal sealed record HttpAnswer(int Call, int Status, string StatusText, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body, string? Url, ScriptFailure? Error);

/// <summary>JSON of the frame payloads, source-generated so that a script process starts fast.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(PrepareRequest))]
[JsonSerializable(typeof(PreparedScript))]
[JsonSerializable(typeof(CompiledFacts))]
[JsonSerializable(typeof(EndedPayload))]
[JsonSerializable(typeof(ScriptFailure))]
[JsonSerializable(typeof(HttpCall))]
[JsonSerializable(typeof(HttpAnswer))]
internal sealed partial class FrameJson : JsonSerializerContext;
