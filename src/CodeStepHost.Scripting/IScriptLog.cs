namespace CodeStepHost.Scripting;

/// <summary>The step's log. A line is cut at 16 KiB. <code>Logger.Info($"{orders.Count} orders");</code></summary>
public interface IScriptLog
{
    void Trace(string text);

    void Debug(string text);

    void Info(string text);

    void Warn(string text);

    void Error(string text);

    void Fatal(string text);
}
