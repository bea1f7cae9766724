using Acornima;
using Acornima.Ast;
using Jint;
using Jint.Native;

namespace CodeStepHost.Sandbox.JavaScript;

/// <summary>
/// Compiles what <c>_.template</c> makes of a template's text: the one way to turn text into code, which only lodash has. A template that changes built-ins
/// costs the engine, as a script does.
/// </summary>
internal static class Templates
{
    private const string File = StackFrames.InternalPrefix + "template";
    private const int LongestText = 256 * 1024;
    private const int DeepestNesting = 500;

    private static readonly ScriptPreparationOptions _options = new() { CollectReferencedGlobals = true, ParsingOptions = new ScriptParsingOptions { RegexTimeout = EngineOptions.LongestRegex } };

    /// <param name="realm">The engine that the function is for.</param>
    /// <param name="names">The function's parameters, separated by commas.</param>
    /// <param name="body">The function's body, which returns the template's function.</param>
    public static JsValue Compile(StepRealm realm, string names, string body)
    {
        if (body.Length > LongestText)
            throw realm.Error($"A template may have {LongestText} characters.");
        Prepared<Script> prepared;
        try
        {
            prepared = Engine.PrepareScript($"(function ({names}) {{\n{body}\n}})", File, strict: false, _options);
        }
        catch (ScriptPreparationException refused)
        {
            throw realm.SyntaxError($"The template does not compile: {(refused.InnerException as ParseErrorException)?.Description ?? refused.Message}");
        }
        catch (InsufficientExecutionStackException)
        {
            throw realm.Error("The template is nested too deeply to be compiled.");
        }
        if (prepared.Program!.Body is not [ExpressionStatement { Expression: FunctionExpression }] || SyntaxWalk.Depth(prepared.Program) > DeepestNesting)
            throw realm.SyntaxError("The template does not compile.");
        realm.IsSpoilt |= BuiltinFacts.MayTouch(prepared.Program, name => prepared.ReferencedGlobals!.Contains(name) && realm.Engine.Global.HasProperty(name));
        return realm.Engine.Evaluate(prepared);
    }
}
