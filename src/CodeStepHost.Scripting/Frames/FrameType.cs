namespace CodeStepHost.Scripting.Frames;

/// <summary>
/// What a frame between host and script process means. Every frame carries the number of the script
/// (for <see cref="Prepare"/> and its answers) or of the execution it belongs to.
/// </summary>
internal enum FrameType : byte
{
    // Host to script process.

    /// <summary>Compile a script. Payload: <see cref="PrepareRequest"/> as JSON. Number: the script's, chosen by the host.</summary>
    Prepare = 1,

    /// <summary>Run a prepared script on one message. Payload: <see cref="ExecuteRequest"/>. Executions run one after another, in the order of their frames.</summary>
    Execute = 2,

    /// <summary>The answer to <see cref="HttpRequest"/>. Payload: <see cref="HttpAnswer"/> as JSON.</summary>
    HttpResponse = 3,

    /// <summary>The C# script of the next <see cref="Prepare"/> with the same number is compiled already. Payload: <see cref="CompiledPayload"/>.</summary>
    Compiled = 4,

    /// <summary>A script is not needed any more, because newer versions took its place. Payload: empty. Number: the script's.</summary>
    Forget = 5,

    /// <summary>An assembly of a package that scripts of later <see cref="Prepare"/> frames use, sent once. Payload: two blocks, its hash as UTF-8 text and its bytes. Number: 0.</summary>
    Library = 6,

    // Script process to host.

    /// <summary>The process is warm and reads frames. Payload: empty. Number: 0.</summary>
    Ready = 32,

    /// <summary>The script compiled. Payload: <see cref="PreparedScript"/> as JSON.</summary>
    Prepared = 33,

    /// <summary>The script did not compile. Payload: <see cref="PreparedScript"/> as JSON, with at least one diagnostic of severity error.</summary>
    Rejected = 34,

    /// <summary>One emission. Payload: <see cref="EmitPayload"/>.</summary>
    Emit = 35,

    /// <summary>A line logged by the script. Payload: one byte <see cref="LogLevelByte"/>, then UTF-8 text.</summary>
    Log = 36,

    /// <summary>The script asks the host for an HTTP call. Payload: <see cref="HttpCall"/> as JSON.</summary>
    HttpRequest = 37,

    /// <summary>The execution is over. Payload: <see cref="EndedPayload"/> as JSON, empty for a plain success.</summary>
    Ended = 38,

    /// <summary>What a C# script was compiled to, for the host to keep; followed by <see cref="Prepared"/>. Payload: <see cref="CompiledPayload"/>. Number: the script's.</summary>
    Assembly = 39,
}

/// <summary>Levels of a script's log line, numbered as in pino and Bunyan divided by ten.</summary>
internal enum LogLevelByte : byte { Trace = 1, Debug = 2, Info = 3, Warn = 4, Error = 5, Fatal = 6 }
