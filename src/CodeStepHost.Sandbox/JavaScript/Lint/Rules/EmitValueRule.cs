using Acornima.Ast;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.JavaScript.Lint.Rules;

/// <summary><c>this.emit('data', 'text')</c>, <c>this.emit('snapshot')</c>, <c>this.emit('updateSnapshot', { $set: … })</c>.</summary>
internal sealed class EmitValueRule : LintRule
{
    public override string Code => FindingCodes.EmitValue;

    public override void Visit(EmitCall emit, LintedFile file, LintReport report)
    {
        if (emit.HasSpread)
            return;
        var value = emit.Value is null ? null : file.ValueOf(emit.Value);
        var place = emit.Value ?? emit.Call;
        switch (emit.Event)
        {
            case EventNames.Data when IsNothing(value) || IsPrimitive(value) || value is IFunction:
                report.At(place, IsNothing(value) ? "emit('data') needs a message." : "A message is an object with a body; this value is none.", "Write emit('data', { body: … }).");
                break;
            case EventNames.Snapshot when IsNothing(value) || value is IFunction:
                report.At(place, "emit('snapshot') needs the new snapshot: any value that has a JSON form.", "Write emit('snapshot', {}) to empty it.");
                break;
            case EventNames.UpdateSnapshot when value is ObjectExpression fields && HasSet(fields):
                report.At(place, "updateSnapshot knows no $set: it takes the fields to set.", "Write emit('updateSnapshot', { field: value }).");
                break;
            case EventNames.UpdateSnapshot or EventNames.UpdateKeys or EventNames.HttpReply when IsNothing(value) || IsPrimitive(value) || value is IFunction or ArrayExpression:
                report.At(place, $"emit('{emit.Event}') takes an object.", Example(emit.Event));
                break;
        }
    }

    private static bool HasSet(ObjectExpression fields) => fields.Properties.AsEnumerable().OfType<Property>().Any(field => SyntaxWalk.KeyName(field) == "$set");

    private static bool IsNothing(Node? value) => value is null or NullLiteral or Identifier { Name: "undefined" };

    private static bool IsPrimitive(Node? value) => value is TemplateLiteral or (Literal and not RegExpLiteral);

    private static string Example(string name) => name switch
    {
        EventNames.HttpReply => "Write emit('httpReply', { statusCode: 200, body: … }).",
        EventNames.UpdateKeys => "Write emit('updateKeys', { oauth: … }), for example.",
        _ => "Write emit('updateSnapshot', { field: value }).",
    };
}
