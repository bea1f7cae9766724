using System.Runtime.CompilerServices;
using System.Text;
using Acornima.Ast;
using CodeStepHost.Sandbox.CSharp;
using CodeStepHost.Sandbox.JavaScript;
using CodeStepHost.Sandbox.JavaScript.Lint;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;
using CsCheck;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>Whatever parses can be looked through.</summary>
public sealed class LintRobustnessTests
{
    private static readonly string _tests = Path.GetDirectoryName(ThisFile())!;
    private static readonly string _examples = Path.Combine(_tests, "..", "..", "scripts-examples");

    private static readonly List<string> _javascript = Scripts("*javascript.txt");
    private static readonly List<string> _csharp = Scripts("*csharp.txt");

    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(_examples, "*", SearchOption.AllDirectories).Where(IsOfStep).Select(file => Path.GetRelativePath(_examples, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Nothing_is_said_of_the_examples(string example)
    {
        var path = Path.Combine(_examples, example);
        var folder = FlowFolderOf(path)!;
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => IsScript(file) || file.EndsWith(".json", StringComparison.Ordinal)).ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText);
        var entry = Path.GetRelativePath(folder, path).Replace('\\', '/');
        Assert.Equal([], InProcess.Lint(Frames.Script(entry, "") with { Files = files }));
    }

    [Fact]
    public void Any_JavaScript_that_parses_can_be_looked_through() => Gen.Select(Gen.Int[0, _javascript.Count - 1], Gen.Int[0, _javascript.Count - 1], Gen.Int, Gen.Int).Sample(
        (one, other, place, part) =>
        {
            var mutant = Mutant(_javascript[one], NodesOf(_javascript[one]), _javascript[other], NodesOf(_javascript[other]), place, part);
            var request = Frames.Script("step.js", mutant);
            if (Parsed(mutant) is { } script)
                Assert.All(Linter.Run(request, [("step.js", script), ("lib/a.js", script)]), finding => IsInside(finding, mutant));
        },
        iter: 3_000);

    [Fact]
    public void Any_CSharp_can_be_looked_through() => Gen.Select(Gen.Int[0, _csharp.Count - 1], Gen.Int[0, _csharp.Count - 1], Gen.Int, Gen.Int).Sample(
        (one, other, place, part) =>
        {
            var mutant = Mutant(_csharp[one], PartsOf(_csharp[one]), _csharp[other], PartsOf(_csharp[other]), place, part);
            Assert.All(CSharpCompiler.Compile(Frames.Script("step.csx", mutant) with { Lint = true }, new Libraries()).Diagnostics, finding => IsInside(finding, mutant));
        },
        iter: 40);

    [Fact]
    public void Any_text_is_compiled_or_rejected_with_a_place() => Gen.Select(Gen.Int[0, _javascript.Count - 1], Gen.Int, Gen.Char["(){}[]`'\"/\\;,.:<>#$@=\n\r\t \u200b\u2028é😀ab0"]).Sample(
        (one, place, added) =>
        {
            var script = _javascript[one];
            var mutant = script.Insert(Math.Abs(place % (script.Length + 1)), added.ToString());
            Assert.All(InProcess.Validate(Frames.Script("step.js", mutant)), finding => Assert.InRange(finding.Line, 1, 1 + mutant.Count(c => c is '\n' or '\r' or '\u2028')));
        },
        iter: 1_000);

    [Theory]
    [InlineData("const a0 = this;", "const a{1} = a{0};", "a{0}.emit('dat');")]
    [InlineData("", "function f{0}(s) {{ f{1}(s); f{1}(s); }}", "f0(this);")]
    [InlineData("", "for (const x of y) {{", "")]
    [InlineData("x = ", "a + ", "1")]
    public void Long_chains_end(string before, string link, string after)
    {
        var text = new StringBuilder(before);
        for (var i = 0; i < 3_000; i++)
            text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, link, i, i + 1).Append('\n');
        text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, after, 3_000);
        Assert.NotNull(InProcess.Validate(Frames.Script("step.js", text.ToString())));
    }

    private static void IsInside(ScriptDiagnostic finding, string text)
    {
        Assert.InRange(finding.Line, 1, 1 + text.Count(c => c is '\n' or '\r' or '\u2028' or '\u2029' or '\u0085'));
        Assert.True(finding.Column >= 1);
        Assert.NotEmpty(finding.Message);
    }

    private readonly record struct Part(int Start, int End, bool IsStatement);

    /// <summary>A text of which one part is replaced by a part of another: a statement by a statement, an expression by an expression.</summary>
    private static string Mutant(string text, List<Part> places, string other, List<Part> parts, int place, int part)
    {
        if (places.Count == 0)
            return text;
        var (start, end, isStatement) = places[Math.Abs(place % places.Count)];
        var fitting = parts.FindAll(one => one.IsStatement == isStatement);
        if (fitting.Count == 0)
            return text;
        var (from, to, _) = fitting[Math.Abs(part % fitting.Count)];
        return string.Concat(text.AsSpan(0, start), other.AsSpan(from, to - from), text.AsSpan(end));
    }

    private static List<Part> NodesOf(string text) => Parsed(text) is { } script ? [.. SyntaxWalk.Everything(script).Where(node => node is Expression or Statement).Select(node => new Part(node.Start, node.End, node is Statement))] : [];

    private static List<Part> PartsOf(string text) =>
        [.. CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(kind: Microsoft.CodeAnalysis.SourceCodeKind.Script)).GetRoot().DescendantNodes().Where(node => node is ExpressionSyntax or StatementSyntax).Select(node => new Part(node.SpanStart, node.Span.End, node is StatementSyntax))];

    private static Script? Parsed(string text) => JavaScriptCompiler.ParseRequired(text, "step.js", [])?.Program;

    private static List<string> Scripts(string files) =>
        [.. Directory.EnumerateFiles(Path.Combine(_tests, "Cases"), files).Order(StringComparer.Ordinal).SelectMany(Case.ReadAll).Select(found => found.Script).Where(script => script.Length > 0)];

    private static bool IsOfStep(string file) =>
        IsScript(file) && FlowFolderOf(file) is { } folder && File.ReadAllText(Path.Combine(folder, "flow.yaml")).Contains($"script: {Path.GetRelativePath(folder, file).Replace('\\', '/')}", StringComparison.Ordinal);

    private static bool IsScript(string file) => Path.GetExtension(file) is ".js" or ".csx" or ".cs";

    private static string? FlowFolderOf(string file)
    {
        var folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "flow.yaml")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
