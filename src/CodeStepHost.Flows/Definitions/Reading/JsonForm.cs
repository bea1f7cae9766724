using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>A YAML text as JSON (by YAML 1.2's core schema, in which <c>no</c> is a text), with the way back from each value to its place.</summary>
internal sealed partial class JsonForm
{
    /// <summary>A definition with more values than this is an attack by aliases, or a mistake.</summary>
    private const int MostValues = 50_000;

    /// <summary>Aliases inside aliases may nest this deep.</summary>
    private const int Deepest = 100;

    private readonly Dictionary<JToken, SourceNode> nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<JToken, SourceEntry> entries = new(ReferenceEqualityComparer.Instance);
    private readonly ProblemList problems;
    private int count;

    private JsonForm(ProblemList problems) => this.problems = problems;

    public JObject Root { get; private set; } = [];

    /// <summary>Converts a mapping.</summary>
    /// <returns>Null when its aliases grow into too much.</returns>
    public static JsonForm? Of(SourceMap map, ProblemList problems)
    {
        var form = new JsonForm(problems);
        var root = (JObject)form.Convert(map, 0);
        if (form.count > MostValues)
        {
            problems.Error(SourcePlace.Start, ProblemCodes.YamlAlias, string.Create(CultureInfo.InvariantCulture, $"the file holds more than {MostValues} values once its aliases are filled in"));
            return null;
        }

        form.Root = root;
        return form;
    }

    public SourceNode? NodeOf(JToken? token) => token is null ? null : nodes.GetValueOrDefault(token);

    public SourceEntry? EntryOf(JToken? token) => token is null ? null : entries.GetValueOrDefault(token);

    /// <summary>What a value is, for messages: <c>the number `60`</c>, <c>a list</c>.</summary>
    public static string Describe(SourceNode node) => node switch
    {
        SourceMap => "a mapping",
        SourceList list => list.Items.Count == 0 ? "an empty list" : "a list",
        SourceScalar { IsText: true } scalar when ValueOf(new SourceScalar(scalar.Place, scalar.Text, isText: false))?.Type != JTokenType.String =>
            scalar.Text.Length == 0 ? "an empty text" : $"the text {Quote.Text(scalar.Text)}",
        SourceScalar scalar => ValueOf(scalar)?.Type switch
        {
            JTokenType.Null => "nothing",
            JTokenType.Boolean => $"the boolean {Quote.Text(scalar.Text)}",
            JTokenType.Integer or JTokenType.Float => $"the number {Quote.Text(scalar.Text)}",
            _ => Quote.Text(scalar.Text),
        },
        _ => "a value",
    };

    /// <summary>The number that a scalar is; null when it is none.</summary>
    public static double? NumberOf(SourceScalar scalar) =>
        ValueOf(scalar) is { Type: JTokenType.Integer or JTokenType.Float } value ? (double)value : null;

    private JToken Convert(SourceNode node, int depth)
    {
        count = depth > Deepest ? MostValues + 1 : count + 1;
        JToken token = node switch
        {
            // Over the cap nothing more is expanded, so the walk ends at once.
            _ when count > MostValues => JValue.CreateNull(),
            SourceScalar scalar => ConvertScalar(scalar),
            SourceList list => ConvertList(list, depth + 1),
            SourceMap map => ConvertMap(map, depth + 1),
            _ => JValue.CreateNull(),
        };
        nodes[token] = node;
        return token;
    }

    private JArray ConvertList(SourceList list, int depth)
    {
        var array = new JArray();
        foreach (var item in list.Items.TakeWhile(_ => count <= MostValues))
        {
            array.Add(Convert(item, depth));
        }

        return array;
    }

    private JObject ConvertMap(SourceMap map, int depth)
    {
        var json = new JObject();
        foreach (var entry in map.Entries.TakeWhile(_ => count <= MostValues))
        {
            var property = new JProperty(entry.Key, Convert(entry.Value, depth));
            entries[property] = entry;
            json.Add(property);
        }

        return json;
    }

    private JValue ConvertScalar(SourceScalar scalar)
    {
        if (ValueOf(scalar) is { } value)
        {
            if (value.Type == JTokenType.Float && WholeNumber().IsMatch(scalar.Text))
            {
                problems.Warn(scalar.Place, ProblemCodes.YamlValue, $"the number {Quote.Text(scalar.Text)} is too large to be kept exactly; put it in quotes");
            }

            return value;
        }

        problems.Error(scalar.Place, ProblemCodes.YamlValue, $"{Quote.Text(scalar.Text)} is no number that JSON can hold; put a text in quotes");
        return JValue.CreateNull();
    }

    /// <summary>A scalar's value; null for a number that JSON does not have.</summary>
    private static JValue? ValueOf(SourceScalar scalar)
    {
        if (scalar.IsText)
        {
            return JValue.CreateString(scalar.Text);
        }

        switch (scalar.Text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return JValue.CreateNull();
            case "true" or "True" or "TRUE":
                return new JValue(value: true);
            case "false" or "False" or "FALSE":
                return new JValue(value: false);
        }

        if (WholeNumber().IsMatch(scalar.Text) && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return new JValue(whole);
        }

        if (HexNumber().IsMatch(scalar.Text) && long.TryParse(scalar.Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
        {
            return new JValue(hex);
        }

        if (Number().IsMatch(scalar.Text))
        {
            var number = double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(number) ? new JValue(number) : null;
        }

        return NotANumber().IsMatch(scalar.Text) ? null : JValue.CreateString(scalar.Text);
    }

    [GeneratedRegex(@"\A[-+]?[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]{1,15}\z", RegexOptions.None, 1000)]
    private static partial Regex HexNumber();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\A([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotANumber();
}
