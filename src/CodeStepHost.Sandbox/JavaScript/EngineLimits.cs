using CodeStepHost.Sandbox.Running;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>Limits that the engine tells scripts of by errors of its own, in the words that Node has for most of them. A script may catch these; they get a code when they end a message.</summary>
internal static class EngineLimits
{
    private static readonly (string Name, string Words, string Code)[] _limits =
    [
        ("RangeError", "Maximum call stack size exceeded", LimitCodes.Recursion),
        ("SyntaxError", "Max. depth level of JSON reached", LimitCodes.Depth),
        ("RangeError", "Maximum BigInt size exceeded", LimitCodes.Engine),
        ("RangeError", "Array buffer allocation failed", LimitCodes.Engine),
        ("RangeError", "Invalid string length", LimitCodes.Engine),
    ];

    /// <summary>The code of an error without one; null: it tells of no limit.</summary>
    public static string? CodeOf(string name, string message)
    {
        foreach (var limit in _limits)
        {
            if (name == limit.Name && message.StartsWith(limit.Words, StringComparison.Ordinal))
                return limit.Code;
        }

        return null;
    }
}
