using System.ComponentModel;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CodeStepHost.Scripting.Tests;

/// <summary>The page of documentation that lists the API, made from the doc comments.</summary>
internal sealed partial class ApiPage
{
    // In the order in which an author meets them.
    private static readonly Type[] _types =
    [
        typeof(ScriptGlobals), typeof(Message), typeof(JsonReading), typeof(Config), typeof(Snapshot), typeof(IEmitter), typeof(IScriptLog), typeof(ScriptHttp),
        typeof(ScriptHttpRequest), typeof(ScriptHttpResponse), typeof(ScriptClock), typeof(ScriptRandom), typeof(ScriptExports), typeof(ScriptException),
    ];

    private readonly Dictionary<string, XElement> _docs = XDocument.Load(Path.ChangeExtension(typeof(ScriptGlobals).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    private readonly StringBuilder _page = new();

    public static string Text() => new ApiPage().Write();

    private string Write()
    {
        var missing = typeof(ScriptGlobals).Assembly.GetExportedTypes().Except(_types).ToList();
        Assert.Empty(missing);
        _page.Append("""
            # The API of C# scripts

            What a C# script finds besides .NET itself, from the assembly `CodeStepHost.Scripting`. The page [Scripts](scripts.md) tells how scripts are
            written; this one lists every type and member. It is made from the doc comments, which lie beside the assembly as `CodeStepHost.Scripting.xml`.


            """);
        foreach (var type in _types)
            Write(type);
        return _page.ToString().TrimEnd() + "\n";
    }

    private void Write(Type type)
    {
        _page.Append($"## {type.Name}\n\n");
        WriteTexts(_docs[$"T:{type.FullName}"], showsParameters: false);
        foreach (var member in Signature.MembersOf(type).Where(IsShown).OrderBy(member => member.MemberType switch { MemberTypes.Constructor => 0, MemberTypes.Property => 1, _ => 2 }))
        {
            _page.Append($"### `{Signature.Of(member)}`\n\n");
            var doc = _docs[Id(member)];
            if (doc.Element("summary")!.Value == _docs[$"T:{type.FullName}"].Element("summary")!.Value)
                WriteList(doc, "param");
            else
                WriteTexts(doc, showsParameters: true);
        }
    }

    private static bool IsShown(MemberInfo member) =>
        member.GetCustomAttribute<EditorBrowsableAttribute>() is not { State: EditorBrowsableState.Never }
        && member is not ConstructorInfo { IsFamilyOrAssembly: true } and not ConstructorInfo { IsPublic: false };

    private void WriteTexts(XElement doc, bool showsParameters)
    {
        foreach (var part in doc.Elements().Where(part => part.Name.LocalName is "summary" or "remarks"))
            _page.Append($"{Prose(part)}\n\n");
        if (showsParameters)
            WriteList(doc, "param");
        if (doc.Element("returns") is { } returns)
            _page.Append($"Gives: {Prose(returns)}\n\n");
        WriteList(doc, "exception");
        foreach (var code in doc.Elements("example").Elements("code"))
            _page.Append($"```csharp\n{Code(code)}\n```\n\n");
    }

    private void WriteList(XElement doc, string kind)
    {
        var lines = doc.Elements(kind).Select(part => kind == "param"
            ? $"- `{(string?)part.Attribute("name")}`: {Prose(part)}\n"
            : $"- throws `{Short((string)part.Attribute("cref")!)}`: {Prose(part)}\n").ToList();
        if (lines.Count > 0)
            _page.Append(string.Concat(lines)).Append('\n');
    }

    private static string Prose(XElement part) => Spaces().Replace(string.Concat(part.Nodes().Select(Inline)), " ").Trim();

    private static string Inline(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{Short((string)see.Attribute("cref")!)}`",
        XElement { Name.LocalName: "paramref" or "typeparamref" } name => $"`{(string?)name.Attribute("name")}`",
        XElement other => other.Value,
        _ => "",
    };

    private static string Code(XElement code)
    {
        var lines = code.Value.Trim('\n').TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : line.Trim()));
    }

    private static string Short(string cref)
    {
        var name = Parameters().Replace(cref[2..], "");
        var parts = Arity().Replace(name, "").Split('.');
        return cref[0] == 'T' || parts[^2] is var type && type.Length == 0 ? parts[^1] : $"{parts[^2]}.{parts[^1]}";
    }

    private static string Id(MemberInfo member)
    {
        var type = member.DeclaringType!.FullName;
        var parameters = member switch { MethodBase method => method.GetParameters(), PropertyInfo property => property.GetIndexParameters(), _ => [] };
        var list = parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(parameter => IdOf(parameter.ParameterType)))})";
        return member switch
        {
            ConstructorInfo => $"M:{type}.#ctor{list}",
            MethodInfo { IsGenericMethodDefinition: true } method => $"M:{type}.{method.Name}``{method.GetGenericArguments().Length}{list}",
            MethodInfo method => $"M:{type}.{method.Name}{list}",
            _ => $"P:{type}.{member.Name}{list}",
        };
    }

    private static string IdOf(Type type) => type switch
    {
        { IsGenericParameter: true } => $"``{type.GenericParameterPosition}",
        { IsGenericType: true } => $"{type.Namespace}.{type.Name.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(IdOf))}}}",
        _ => type.FullName!,
    };

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\(.*\)$", RegexOptions.None, 1000)]
    private static partial Regex Parameters();

    [GeneratedRegex("`+[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Arity();
}
