using System.Globalization;
using CodeStepHost.Sandbox.CSharp.Advice;
using CodeStepHost.Sandbox.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeStepHost.Sandbox.CSharp;

/// <summary>What the compiler found, in words for the author of a script: without advice about assemblies, and with what was probably meant.</summary>
internal static class CompilerWords
{
    private static readonly string[] _notForScripts =
    [
        " (are you missing a using directive or an assembly reference?)", " (are you missing an assembly reference?)",
    ];

    public static ScriptDiagnostic Describe(Diagnostic finding, CSharpCompilation compilation, PrepareRequest request)
    {
        var (file, line, column) = SourcePlace.Of(finding.Location, request.Entry);
        var (message, suggestion) = finding.Id is "CS1504" or "CS8099" && Loaded(finding) is { } path
            ? ($"The flow's folder has no file '{path}' (seen from {file}).", ModuleSuggestion(path, file, request))
            : Worded(finding, compilation);
        return new ScriptDiagnostic(finding.Severity == DiagnosticSeverity.Error ? "error" : "warning", finding.Id, message, file, line, column, suggestion);
    }

    private static (string Message, string? Suggestion) Worded(Diagnostic finding, CSharpCompilation compilation)
    {
        var (advice, words) = SlipAdvice.For(finding, compilation);
        return (words ?? Shortened(finding.GetMessage(CultureInfo.InvariantCulture)), CSharpAdvice.For(finding) ?? advice ?? Suggestion(finding, compilation));
    }

    private static string Shortened(string message)
    {
        foreach (var part in _notForScripts)
            message = message.Replace(part, "", StringComparison.Ordinal);
        var extension = message.IndexOf(" and no accessible extension method", StringComparison.Ordinal);
        return extension < 0 ? message : message[..extension];
    }

    private static string? Suggestion(Diagnostic finding, CSharpCompilation compilation) => finding.Id switch
    {
        "CS7021" => "Leave the namespace out: methods and types of a script stand at the top.",
        "CS0103" or "CS0246" or "CS1061" or "CS0117" => Nearest(finding, compilation),
        _ => null,
    };

    private static string? Nearest(Diagnostic finding, CSharpCompilation compilation)
    {
        if (finding.Location.SourceTree is not { } tree || tree.GetRoot().FindNode(finding.Location.SourceSpan) is not { } node)
            return null;
        var name = node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault();
        if (name is null)
            return null;
        var model = compilation.GetSemanticModel(tree);
        var offered = name.Parent is MemberAccessExpressionSyntax member && member.Name == name && Holder(member.Expression, model) is { } holder
            ? model.LookupSymbols(name.SpanStart, holder, includeReducedExtensionMethods: true)
            : model.LookupSymbols(name.SpanStart);
        var nearest = NearestName.Of(name.Identifier.ValueText, offered.Select(symbol => symbol.Name).Distinct(StringComparer.Ordinal), tolerance: 3);
        return nearest is null ? null : $"Did you mean {nearest}?";
    }

    private static INamespaceOrTypeSymbol? Holder(ExpressionSyntax expression, SemanticModel model) =>
        model.GetTypeInfo(expression).Type is { TypeKind: not TypeKind.Error } type ? type : model.GetSymbolInfo(expression).Symbol as INamespaceOrTypeSymbol;

    private static string? Loaded(Diagnostic finding) =>
        finding.Location.SourceTree?.GetRoot().FindTrivia(finding.Location.SourceSpan.Start, findInsideTrivia: true).GetStructure() is LoadDirectiveTriviaSyntax load ? load.File.ValueText
        : finding.Location.SourceTree?.GetRoot().FindToken(finding.Location.SourceSpan.Start, findInsideTrivia: true) is { RawKind: (int)SyntaxKind.StringLiteralToken } token ? token.ValueText
        : null;

    private static string ModuleSuggestion(string path, string from, PrepareRequest request)
    {
        var folder = from.Contains('/', StringComparison.Ordinal) ? from[..(from.LastIndexOf('/') + 1)] : "";
        var files = request.Files.Keys
            .Where(file => file != from && (file.EndsWith(".csx", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)))
            .Select(file => file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file);
        return NearestName.Of(path, files, tolerance: 3) is { } nearest
            ? $"Did you mean \"{nearest}\"?"
            : "#load takes a file of the flow's folder, by its path relative to this file.";
    }
}
