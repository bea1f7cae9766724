using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CodeStepHost.Scripting;

/// <summary>Where a script puts its entry point if it has no method <c>Run</c>.</summary>
public sealed class ScriptExports
{
    internal ScriptExports()
    {
    }

    /// <summary>Called with each message; what it returns is sent as the message, null sends nothing.</summary>
    /// <remarks>The function takes all three parameters. It may be async or not, and need not return anything.</remarks>
    /// <example><code>
    /// Exports.Process = async (msg, cfg, snapshot) =>
    /// {
    ///     if (msg.Get("total", 0m) > cfg.Get&lt;decimal&gt;("limit"))
    ///         await Emitter.Data(msg);
    /// };
    /// </code></example>
    public Func<Message, Config, Snapshot, Task<object?>>? Process { get; set; }

    // A property has one type, and so takes one kind of function. The host compiles an assignment to Process as a call of one of these.

    /// <summary>What an assignment to <see cref="Process"/> becomes: an async function that returns the message, or null.</summary>
    /// <param name="process">The function.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Handler(Func<Message, Config, Snapshot, Task<object?>>? process) => Process = process;

    /// <summary>What an assignment to <see cref="Process"/> becomes: an async function that returns nothing, or a message.</summary>
    /// <param name="process">The function.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Handler(Func<Message, Config, Snapshot, Task> process) => Process = (msg, cfg, snapshot) => Returned.ValueOf(process(msg, cfg, snapshot));

    /// <summary>What an assignment to <see cref="Process"/> becomes: a function that returns the message, or null.</summary>
    /// <param name="process">The function.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Handler(Func<Message, Config, Snapshot, object?> process) => Process = (msg, cfg, snapshot) => Returned.ValueOf(process(msg, cfg, snapshot));

    /// <summary>What an assignment to <see cref="Process"/> becomes: a function that returns nothing.</summary>
    /// <param name="process">The function.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Handler(Action<Message, Config, Snapshot> process) => Process = (msg, cfg, snapshot) =>
    {
        process(msg, cfg, snapshot);
        return Task.FromResult<object?>(null);
    };

    /// <summary>What an assignment to <see cref="Process"/> becomes: a function that returns a struct, such as a <see cref="ValueTask"/>.</summary>
    /// <param name="process">The function.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(-1)]
    public void Handler<T>(Func<Message, Config, Snapshot, T> process)
        where T : struct => Process = (msg, cfg, snapshot) => Returned.ValueOf(process(msg, cfg, snapshot));
}
