using Acornima.Ast;
using CodeStepHost.Scripting.Frames;
using Jint;
using Jint.Native;
using Jint.Native.Object;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// The places where a script throws, or rejects with, something that is no Error and so has no stack. The engine does not tell where such a value came
/// from once it has passed an <c>await</c>; where only one place can have made it, the text tells.
/// </summary>
internal sealed class ThrowSites(PrepareRequest request)
{
    private readonly Lazy<IReadOnlyList<(ScriptPlace Place, Node Value)>> _sites = new(() => [.. Find(request)]);

    /// <summary>The one place that can have thrown a value; null when there is none, or more than one.</summary>
    public ScriptPlace? Of(JsValue value)
    {
        var possible = _sites.Value.Where(site => CanBe(site.Value, value)).Take(2).ToList();
        return possible is [var only] ? only.Place : null;
    }

    private static bool CanBe(Node written, JsValue value) => written switch
    {
        StringLiteral literal => value.IsString() && value.ToString() == literal.Value,
        NumericLiteral literal => value.IsNumber() && value.AsNumber().Equals(literal.Value),
        BooleanLiteral literal => value.IsBoolean() && value.AsBoolean() == literal.Value,
        NullLiteral => value.IsNull(),
        Identifier { Name: "undefined" } => value.IsUndefined(),
        TemplateLiteral or NonLogicalBinaryExpression => value is not ObjectInstance,
        ObjectExpression or ArrayExpression => value is ObjectInstance,
        _ => true,
    };

    private static IEnumerable<(ScriptPlace Place, Node Value)> Find(PrepareRequest request)
    {
        var ignored = new List<ScriptDiagnostic>();
        var reached = new RequiredFiles(request, ignored);
        if (JavaScriptCompiler.ParseRequired(ScriptWrapper.WithoutShebang(request.Files[request.Entry]), request.Entry, ignored)?.Program is not { } script)
            return [];
        reached.Follow(request.Entry, script);
        return reached.Scripts.Prepend((request.Entry, script)).SelectMany(file => In(file.Item1, file.Item2));
    }

    private static IEnumerable<(ScriptPlace Place, Node Value)> In(string file, Script script)
    {
        // What is caught and thrown again was made elsewhere.
        var caught = SyntaxWalk.Everything(script).OfType<CatchClause>().Select(clause => (clause.Param as Identifier)?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var node in SyntaxWalk.Everything(script))
        {
            var value = node switch
            {
                ThrowStatement { Argument: not NewExpression } thrown => thrown.Argument,
                CallExpression { Arguments: [not NewExpression, ..] } call when call.Callee is Identifier { Name: "reject" } || SyntaxWalk.MemberName(call.Callee) == "reject" => call.Arguments[0],
                _ => null,
            };
            if (value is not null && !(value is Identifier name && caught.Contains(name.Name)))
                yield return (new ScriptPlace(file, node.Location.Start.Line, node.Location.Start.Column + 1), value);
        }
    }
}

/// <summary>A place in a script file; line and column from 1.</summary>
internal readonly record struct ScriptPlace(string File, int Line, int Column);
