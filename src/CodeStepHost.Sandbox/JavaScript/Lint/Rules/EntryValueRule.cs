using Acornima.Ast;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>module.exports = class { … }</c>, <c>const run = { … }</c>: what the host would call is no function.</summary>
internal sealed class EntryValueRule : LintRule
{
    public override string Code => FindingCodes.EntryValue;

    public override void Visit(Node node, LintedFile file, LintReport report)
    {
        if (node is not Script script || !file.IsEntry)
            return;
        var values = new EntryFacts(script).Values.Select(value => (Place: value, Value: file.ValueOf(value))).ToList();
        if (values.Count == 0 || !values.TrueForAll(entry => entry.Value is IClass or Literal or TemplateLiteral or ObjectExpression or ArrayExpression))
            return;
        var (place, first) = values[0];
        if (first is IClass)
            report.At(place, "The entry is a class: it is called with each message as a function, which fails.", "Write exports.process = function (msg, cfg, snapshot) { return new …().…(msg); }.");
        else
            report.At(place, "The entry is no function, so it cannot be called with a message.", "Write async function run(msg, cfg, snapshot) { … }.");
    }
}
