namespace CodeStepHost.Scripting;

/// <summary>The step's log. A line is cut at 16 KiB; lines pass at once, whatever becomes of the message.</summary>
/// <example><code>
/// Logger.Info($"{order.Lines.Length} lines");
/// </code></example>
public interface IScriptLog
{
    /// <summary>Logs a line at <c>trace</c>.</summary>
    void Trace(string text);

    /// <summary>Logs a line at <c>debug</c>.</summary>
    void Debug(string text);

    /// <summary>Logs a line at <c>info</c>.</summary>
    void Info(string text);

    /// <summary>Logs a line at <c>warn</c>.</summary>
    void Warn(string text);

    /// <summary>Logs a line at <c>error</c>. It is no error of the message: for that, throw, or call <see cref="IEmitter.Error"/>.</summary>
    void Error(string text);

    /// <summary>Logs a line at <c>fatal</c>.</summary>
    void Fatal(string text);
}
