using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>
/// Reads YAML into <see cref="SourceNode"/>s. It builds them from the parser's events, not from YamlDotNet's own model: that one
/// recurses without a limit, stops at the first duplicate key, and compares whole trees.
/// </summary>
internal sealed partial class YamlText
{
    public const int MostBytes = 1 << 20;
    private const int Deepest = 40;

    private readonly string text;
    private readonly ProblemList problems;
    private readonly Parser parser;
    private readonly Dictionary<string, SourceNode?> anchors = new(StringComparer.Ordinal);

    private YamlText(string text, ProblemList problems)
    {
        this.text = text;
        this.problems = problems;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a text whose top must be a mapping.</summary>
    /// <returns>Null when nothing of it can be used; the problems say why.</returns>
    public static SourceMap? Read(string text, ProblemList problems)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            problems.Error(SourcePlace.Start, ProblemCodes.YamlTooLarge, $"the file is larger than {ByteSize.Format(MostBytes)}");
            return null;
        }

        var reader = new YamlText(text.StartsWith('\uFEFF') ? text[1..] : text, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (GivenUpException)
        {
            return null;
        }
        catch (YamlException exception)
        {
            reader.ReportSyntax(exception);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            // The scanner throws these for a few malformed directives and escapes.
            problems.Error(SourcePlace.Start, ProblemCodes.YamlSyntax, "the file is not valid YAML");
            return null;
        }
    }

    private SourceMap? ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            problems.Error(SourcePlace.Start, ProblemCodes.YamlEmpty, "the file is empty");
            return null;
        }

        parser.Consume<DocumentStart>();
        var top = ReadNode(0);
        parser.Consume<DocumentEnd>();
        if (!parser.TryConsume<StreamEnd>(out _))
        {
            problems.Error(PlaceOf(parser.Current!.Start), ProblemCodes.YamlDocuments, "the file holds more than one YAML document; remove the line `---`");
        }

        switch (top)
        {
            case SourceMap map:
                return map;
            case SourceScalar { IsText: false, Text: "" or "~" or "null" }:
                problems.Error(SourcePlace.Start, ProblemCodes.YamlEmpty, "the file is empty");
                return null;
            default:
                problems.Error(top.Place, ProblemCodes.WrongType, $"the file must be a mapping of keys to values, found {JsonForm.Describe(top)}");
                return null;
        }
    }

    private SourceNode ReadNode(int depth)
    {
        if (depth > Deepest)
        {
            problems.Error(PlaceOf(parser.Current?.Start ?? Mark.Empty), ProblemCodes.YamlTooLarge, string.Create(CultureInfo.InvariantCulture, $"values are nested more than {Deepest} deep"));
            throw new GivenUpException();
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return ReadAlias(alias);
        }

        var start = parser.Consume<NodeEvent>();
        if (!start.Anchor.IsEmpty)
        {
            // Until its end an anchor is known but not usable: it cannot hold itself.
            anchors[start.Anchor.Value] = null;
        }

        SourceNode node = start switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart list => ReadList(list, depth),
            MappingStart map => ReadMap(map, depth),
            _ => throw new InvalidOperationException("Not a value."),
        };
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private SourceNode ReadAlias(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (anchors.TryGetValue(name, out var node) && node is not null)
        {
            return node;
        }

        var place = PlaceOf(alias.Start);
        var message = anchors.ContainsKey(name)
            ? $"the alias {Quote.Text("*" + name)} stands inside its own anchor"
            : $"the alias {Quote.Text("*" + name)} has no anchor {Quote.Text("&" + name)} before it";
        problems.Error(place, ProblemCodes.YamlAlias, message);
        return new SourceScalar(place, "", isText: false);
    }

    private SourceScalar ReadScalar(Scalar scalar)
    {
        var place = PlaceOf(scalar.Start);
        var isText = scalar.Style != ScalarStyle.Plain;
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
        {
            if (scalar.Tag.Value == "tag:yaml.org,2002:str")
            {
                isText = true;
            }
            else
            {
                problems.Error(place, ProblemCodes.YamlValue, $"the tag {Quote.Text(scalar.Tag.Value)} is not known here; write the value without it");
            }
        }

        // Where nothing is written, the parser's marks lie behind the end.
        var start = (int)Math.Min(scalar.Start.Index, text.Length);
        var end = (int)Math.Clamp(scalar.End.Index, start, text.Length);
        return new SourceScalar(place, scalar.Value, isText, text[start..end]);
    }

    private SourceList ReadList(SequenceStart start, int depth)
    {
        var list = new SourceList(PlaceOf(start.Start));
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            list.Items.Add(ReadNode(depth + 1));
        }

        return list;
    }

    private SourceMap ReadMap(MappingStart start, int depth)
    {
        var map = new SourceMap(PlaceOf(start.Start));
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var keyPlace = PlaceOf(parser.Current?.Start ?? start.Start);
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not SourceScalar scalar)
            {
                problems.Error(keyPlace, ProblemCodes.YamlKey, $"a key must be a text, found {JsonForm.Describe(key)}");
            }
            else if (scalar is { Text: "<<", IsText: false })
            {
                problems.Error(keyPlace, ProblemCodes.YamlKey, "merge keys (`<<`) are not supported; write the keys out, or use an alias for a whole value");
            }
            else if (!map.TryAdd(new SourceEntry(keyPlace, scalar.Text, value)))
            {
                var first = map.Find(scalar.Text)!.Place.Line;
                problems.Error(keyPlace, ProblemCodes.YamlDuplicateKey, string.Create(CultureInfo.InvariantCulture, $"the key {Quote.Text(scalar.Text)} stands here again; it was first written in line {first}"));
            }
        }

        return map;
    }

    private void ReportSyntax(YamlException exception)
    {
        var place = PlaceOf(exception.Start);
        if (FindTab(place.Line) is { } tab)
        {
            problems.Error(tab, ProblemCodes.YamlTab, "YAML is indented by spaces, not by tabs");
            return;
        }

        problems.Error(place, ProblemCodes.YamlSyntax, Explain(exception.Message));
    }

    /// <summary>The first tab in the indentation of a line up to that where the parser gave up, and of the next one.</summary>
    private SourcePlace? FindTab(int lastLine)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (number > lastLine + 1)
            {
                return null;
            }

            var indentation = line[..^line.TrimStart(" \t").Length];
            var tab = indentation.IndexOf('\t');
            if (tab >= 0 && indentation.Length < line.Length)
            {
                return new SourcePlace(number, tab + 1);
            }
        }

        return null;
    }

    /// <summary>Says in an author's words what the parser says in a grammar's.</summary>
    private static string Explain(string message)
    {
        (string Part, string Words)[] known =
        [
            ("invalid mapping", "a `:` cannot stand here; check the indentation, and put a text that contains `: ` in quotes"),
            ("apping values are not allowed", "a `:` cannot stand here; check the indentation, and put a text that contains `: ` in quotes"),
            ("escape character", "an unknown escape in a text in double quotes; write `\\\\` for a backslash, or use single quotes"),
            ("surrogates", "an unknown escape in a text in double quotes"),
            ("escape code", "an unknown escape in a text in double quotes"),
            ("quoted scalar", "a quoted text is not closed"),
            ("flow sequence", "a list in `[ ]` is not closed, or a `,` is missing in it"),
            ("flow mapping", "a mapping in `{ }` is not closed, or a `,` is missing in it"),
            ("block mapping", "a key is expected here; check the indentation and quotes of this line and the one before"),
            ("block collection", "a list entry (`- `) is expected here; check the indentation"),
            ("lock sequence entries", "a list entry (`- `) cannot stand here; put the list on lines of its own"),
            ("block scalar", "only a comment can follow `|` or `>` on its line"),
            ("simple key", "a `:` is missing after the key"),
            ("cannot start any token", "this character cannot begin a value; put the value in quotes"),
            ("node content", "a value is expected here"),
            ("document end", "the file goes on after its end; a `}` or `]` may be one too many"),
            ("more than one anchor", "a value can have one anchor (`&`) only"),
            ("tag", "a tag (`!`) that cannot be read; put a text that begins with `!` in quotes"),
            ("anchor", "an anchor or alias that cannot be read; put a text that begins with `&` or `*` in quotes"),
            ("YAML document", "only YAML 1.1 and 1.2 can be read; leave the line `%YAML` out"),
            ("directive", "a directive (`%`) that cannot be read; put a text that begins with `%` in quotes"),
        ];
        var found = Array.Find(known, pair => message.Contains(pair.Part, StringComparison.OrdinalIgnoreCase));
        return found.Words ?? "the file is not valid YAML here; check the indentation, quotes and colons of this line and the one before";
    }

    /// <summary>A mark as a place inside the text: the end of the file counts as the end of its last line with something on it.</summary>
    private SourcePlace PlaceOf(Mark mark)
    {
        var line = (int)Math.Max(1, mark.Line);
        var column = (int)Math.Max(1, mark.Column);
        var lines = lineCount ??= LineBreak().Count(text.TrimEnd()) + 1;
        return line <= lines ? new SourcePlace(line, column) : new SourcePlace(lines, 1);
    }

    private int? lineCount;

    [GeneratedRegex(@"\r\n|[\r\n\u0085\u2028\u2029]", RegexOptions.None, 1000)]
    private static partial Regex LineBreak();

    /// <summary>Leaves the reader when going on makes no sense; the problem has been reported.</summary>
    private sealed class GivenUpException : Exception;
}
