using System.Text;
using Acornima;
using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>How many bytes the JSON of an expression has at least, as far as it is written out.</summary>
internal static class JsonSize
{
    private const int Deepest = 100;

    /// <summary>Null for what may have no JSON form, and so counts nothing.</summary>
    public static long? Least(Node node, LintedFile file) => Least(node, file, 0);

    private static long? Least(Node? node, LintedFile file, int depth)
    {
        if (node is null || depth > Deepest)
            return null;
        if (TextSize(node, file, depth) is { } text)
            return text + 2;
        return node switch
        {
            BooleanLiteral literal => literal.Value ? 4 : 5,
            NullLiteral => 4,
            NumericLiteral => 1,
            ArrayExpression list => ListSize(list, file, depth),
            ObjectExpression fields => FieldsSize(fields, file, depth),
            Identifier name when file.Scopes.Of(name) is { Reads.Count: 1, Value: { } value } => Least(value, file, depth + 1),
            _ => null,
        };
    }

    /// <summary>Bytes between the quotes of what certainly is a text.</summary>
    private static long? TextSize(Node node, LintedFile file, int depth)
    {
        if (depth > Deepest)
            return null;
        if (file.TextOf(node) is { } text)
            return Escaped(text);
        switch (node)
        {
            case TemplateLiteral template:
                return template.Quasis.AsEnumerable().Sum(part => Escaped(part.Value.Cooked ?? ""));
            case NonLogicalBinaryExpression { Operator: Operator.Addition } sum:
                var (left, right) = (TextSize(sum.Left, file, depth + 1), TextSize(sum.Right, file, depth + 1));
                return left is null && right is null ? null : (left ?? 0) + (right ?? 0);
            case CallExpression { Callee: MemberExpression { Object: var repeated } callee, Arguments: [NumericLiteral { Value: >= 0 and < int.MaxValue } times] } when SyntaxWalk.MemberName(callee) == "repeat":
                return TextSize(repeated, file, depth + 1) * (long)times.Value;
            default:
                return null;
        }
    }

    private static long ListSize(ArrayExpression list, LintedFile file, int depth)
    {
        var size = 2L;
        var count = 0;
        foreach (var element in list.Elements)
        {
            if (element is SpreadElement)
                continue;
            count++;
            size += Least(element, file, depth + 1) ?? 1;
        }
        return size + Math.Max(0, count - 1);
    }

    private static long? FieldsSize(ObjectExpression fields, LintedFile file, int depth)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var field in fields.Properties)
        {
            if (field is not Property property || SyntaxWalk.KeyName(property) is not { } key)
            {
                // It may replace what stands before it.
                sizes.Clear();
                continue;
            }
            if (key is "toJSON" or "__proto__")
                return null;
            sizes.Remove(key);
            if (property is { Kind: PropertyKind.Init } && Least(property.Value, file, depth + 1) is { } size)
                sizes[key] = Escaped(key) + 3 + size;
        }
        return 2 + sizes.Values.Sum() + Math.Max(0, sizes.Count - 1);
    }

    private static long Escaped(string text) => Encoding.UTF8.GetByteCount(text) + text.Count(c => c is '"' or '\\' or '\n' or '\r' or '\t');
}
