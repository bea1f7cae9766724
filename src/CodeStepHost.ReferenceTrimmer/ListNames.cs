namespace CodeStepHost.ReferenceTrimmer;

/// <summary>Metadata's names in the words of the list.</summary>
internal static class ListNames
{
    private const string Checked = "op_Checked";

    private static readonly Dictionary<string, string> _operators = new(StringComparer.Ordinal)
    {
        ["op_Equality"] = "==", ["op_Inequality"] = "!=", ["op_LessThan"] = "<", ["op_LessThanOrEqual"] = "<=", ["op_GreaterThan"] = ">", ["op_GreaterThanOrEqual"] = ">=",
        ["op_Addition"] = "+", ["op_Subtraction"] = "-", ["op_Multiply"] = "*", ["op_Division"] = "/", ["op_Modulus"] = "%", ["op_UnaryNegation"] = "-", ["op_UnaryPlus"] = "+",
        ["op_Increment"] = "++", ["op_Decrement"] = "--", ["op_BitwiseAnd"] = "&", ["op_BitwiseOr"] = "|", ["op_ExclusiveOr"] = "^", ["op_OnesComplement"] = "~",
        ["op_LeftShift"] = "<<", ["op_RightShift"] = ">>", ["op_UnsignedRightShift"] = ">>>",
        ["op_Implicit"] = "implicit", ["op_Explicit"] = "explicit",
    };

    public static string OfMethod(string name) =>
        name == ".ctor" ? "new"
        : _operators.TryGetValue(name, out var symbol) ? $"operator {symbol}"
        : name.StartsWith(Checked, StringComparison.Ordinal) && _operators.TryGetValue($"op_{name[Checked.Length..]}", out symbol) ? $"operator checked {symbol}"
        : name;

    /// <summary><c>System.Collections.Generic.Dictionary`2/Enumerator</c> as <c>System.Collections.Generic.Dictionary&lt;TKey, TValue&gt;.Enumerator</c>.</summary>
    public static string Of(string name, IReadOnlyList<string> parameters)
    {
        var parts = name.Split('/');
        var taken = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var tick = parts[i].IndexOf('`', StringComparison.Ordinal);
            if (tick < 0)
                continue;
            var count = int.Parse(parts[i].AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
            parts[i] = $"{parts[i][..tick]}<{string.Join(", ", parameters.Skip(taken).Take(count))}>";
            taken += count;
        }
        return string.Join('.', parts);
    }
}
