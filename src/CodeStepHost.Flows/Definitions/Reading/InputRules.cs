using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of <c>input</c>, as far as they can be judged without reading JSONata, and the expressions in it.</summary>
internal static partial class InputRules
{
    /// <summary>What a message can have beside its body.</summary>
    private static readonly string[] Members = ["body", "headers", "passthrough", "id", "query", "method", "url", "file", "attachments", "metadata", "true", "false", "null"];

    public static void Check(FlowSource flow, ProblemList problems)
    {
        foreach (var step in flow.Steps)
        {
            if (step.Body.Find("input") is not { } entry)
            {
                continue;
            }

            if (step.IsTrigger)
            {
                problems.ErrorUnlessReported(entry.Place, ProblemCodes.Config, $"a step that uses {Quote.Text(step.Uses)} has no `input`: messages come to it from outside; give `input` to the steps behind it");
            }
            else
            {
                CheckTexts(entry.Value, problems);
            }
        }
    }

    /// <summary>The mapping that a step's <c>input</c> is.</summary>
    /// <returns>Null when the step has none.</returns>
    public static InputMapping? Read(JToken? input, JsonForm json)
    {
        if (input is null)
        {
            return null;
        }

        var expressions = new List<StepExpression>();
        var shape = Shape(input, "input", json, expressions);
        return new InputMapping(shape.ToString(Formatting.None), expressions);
    }

    private static JToken Shape(JToken token, string key, JsonForm json, List<StepExpression> expressions)
    {
        switch (token)
        {
            case JObject map:
                return new JObject(map.Properties().Select(member => new JProperty(member.Name, Shape(member.Value, $"{key}.{member.Name}", json, expressions))));
            case JArray list:
                return new JArray(list.Select((item, index) => Shape(item, string.Create(CultureInfo.InvariantCulture, $"{key}[{index}]"), json, expressions)).ToArray<object>());
            default:
                // Numbers, booleans and null are JSONata as they are.
                var scalar = (SourceScalar)json.NodeOf(token)!;
                var text = token.Type == JTokenType.String ? scalar.Text : token.ToString(Formatting.None);
                expressions.Add(new StepExpression(key, text, FlowPackage.DefinitionFile, scalar.Written, scalar.Place.Line, scalar.Place.Column));
                return new JValue(expressions.Count - 1);
        }
    }

    /// <summary>A text that is nothing but a name is a member of the message that most often does not exist: a text was meant.</summary>
    private static void CheckTexts(SourceNode node, ProblemList problems)
    {
        switch (node)
        {
            case SourceMap map:
                map.Entries.ForEach(entry => CheckTexts(entry.Value, problems));
                break;
            case SourceList list:
                list.Items.ForEach(item => CheckTexts(item, problems));
                break;
            case SourceScalar scalar when Name().IsMatch(scalar.Text) && !Members.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase):
                problems.Warn(scalar.Place, ProblemCodes.Config, $"{Quote.Text(scalar.Text)} is no member of a message: JSONata takes a text in quotes of its own, `\"'{scalar.Text}'\"`, and a member of the body as `body.{scalar.Text}`");
                break;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
