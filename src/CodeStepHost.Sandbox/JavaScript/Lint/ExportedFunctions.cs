using Acornima.Ast;

namespace CodeStepHost.Sandbox.JavaScript.Lint;

/// <summary>The functions behind names: those of a file itself, of its objects, and what the files that it requires export.</summary>
internal sealed class ExportedFunctions(IReadOnlyList<LintedFile> files)
{
    private const string Whole = "";

    private readonly Dictionary<LintedFile, Dictionary<string, Node?>> _exports = [];

    /// <summary>The function that an expression always is; null when that is not certain.</summary>
    public IFunction? Of(Node callee, LintedFile file)
    {
        switch (file.ValueOf(callee))
        {
            case IFunction function:
                return function;
            case Identifier name when file.Scopes.Of(name) is { Picked: { } picked, Values.Count: 1 }:
                return RequiredBy(picked.Source, file) is { } source ? Exported(source, picked.Key) : null;
            case MemberExpression member when SyntaxWalk.MemberName(member) is { } key:
                if (RequiredBy(member.Object, file) is { } required)
                    return Exported(required, key);
                return member.Object is Identifier && file.ValueOf(member.Object) is ObjectExpression fields ? FieldOf(fields, key, file) as IFunction : null;
            case var value:
                return RequiredBy(value, file) is { } whole ? Exported(whole, Whole) : null;
        }
    }

    private LintedFile? RequiredBy(Node node, LintedFile file) =>
        KnownLibraries.ModuleOf(node, file) is { } name && FlowModules.IsPath(name) && FlowModules.Resolve(file.Request.Files, file.Path, name) is { } path
            ? files.FirstOrDefault(other => other.Path == path)
            : null;

    private IFunction? Exported(LintedFile file, string name)
    {
        if (!_exports.TryGetValue(file, out var exports))
            _exports[file] = exports = Read(file);
        return exports.GetValueOrDefault(name) is { } value ? file.ValueOf(value) as IFunction : null;
    }

    private static Dictionary<string, Node?> Read(LintedFile file)
    {
        var exports = new Dictionary<string, Node?>(StringComparer.Ordinal);
        foreach (var assignment in file.Nodes.OfType<AssignmentExpression>())
        {
            if (assignment.Left is not MemberExpression target || SyntaxWalk.MemberName(target) is not { } name)
                continue;
            if (name == "exports" && file.IsGlobal(target.Object, "module"))
            {
                Add(Whole, assignment.Right);
                foreach (var field in assignment.Right is ObjectExpression fields ? fields.Properties.OfType<Property>() : [])
                    Add(SyntaxWalk.KeyName(field) ?? "", field.Value);
            }
            else if (file.IsGlobal(target.Object, "exports") || target.Object is MemberExpression holder && SyntaxWalk.MemberName(holder) == "exports" && file.IsGlobal(holder.Object, "module"))
            {
                Add(name, assignment.Right);
            }
        }
        return exports;

        // What is exported twice is not certain.
        void Add(string name, Node value) => exports[name] = exports.ContainsKey(name) ? null : value;
    }

    private static Node? FieldOf(ObjectExpression fields, string key, LintedFile file)
    {
        var found = fields.Properties.AsEnumerable().OfType<Property>().Where(field => SyntaxWalk.KeyName(field) == key).ToList();
        return found is [var only] ? file.ValueOf(only.Value) : null;
    }
}
