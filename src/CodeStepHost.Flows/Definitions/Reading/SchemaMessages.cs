using System.Globalization;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Turns the schema library's errors into problems: what was expected, what was found, what was probably meant.</summary>
internal sealed class SchemaMessages(JsonForm form, ProblemList problems, JsonSchema root)
{
    private const string NameRule = "a name has letters, digits, `-` and `_`, at most 64, and begins with a letter or digit";

    public void Report(IEnumerable<ValidationError> errors)
    {
        foreach (var error in errors)
        {
            Report(error);
        }
    }

    private void Report(ValidationError error)
    {
        switch (error)
        {
            case ChildSchemaValidationError child:
                Report(child.Errors.Values.SelectMany(inner => inner));
                break;
            case MultiTypeValidationError multi when InnerErrors(multi) is { Count: > 0 } inner:
                Report(inner);
                break;
            case { Kind: ValidationErrorKind.NoAdditionalPropertiesAllowed, Token: JProperty property }:
                ReportKey(property, error.Schema.ActualSchema);
                break;
            case { Kind: ValidationErrorKind.PropertyRequired }:
                ReportMissing(error);
                break;
            default:
                ReportValue(error);
                break;
        }
    }

    /// <summary>Of a key that takes several types, the errors of the type that was written; none when that type is not taken.</summary>
    private static List<ValidationError> InnerErrors(MultiTypeValidationError multi)
    {
        var written = multi.Token?.Type switch
        {
            JTokenType.String => JsonObjectType.String,
            JTokenType.Integer => JsonObjectType.Integer | JsonObjectType.Number,
            JTokenType.Float => JsonObjectType.Number,
            JTokenType.Boolean => JsonObjectType.Boolean,
            JTokenType.Array => JsonObjectType.Array,
            JTokenType.Object => JsonObjectType.Object,
            _ => JsonObjectType.None,
        };
        return multi.Errors.Where(errors => (errors.Key & written) != JsonObjectType.None).SelectMany(errors => errors.Value).ToList();
    }

    private void ReportKey(JProperty property, JsonSchema schema)
    {
        if (form.EntryOf(property) is not { } entry)
        {
            return;
        }

        if (schema.Properties.Count == 0 && schema.PatternProperties.Count > 0)
        {
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.BadName, $"{Quote.Text(entry.Key)} cannot be a name: {NameRule}");
            return;
        }

        if (property.Parent is JObject step && IsKeyOfConfig(step, schema, entry.Key))
        {
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.UnknownKey, $"the key {Quote.Text(entry.Key)} belongs under `config`");
            return;
        }

        var nearest = NearestName.Find(entry.Key, schema.Properties.Keys);
        var known = nearest is null ? $"; the keys here are {Quote.List(schema.Properties.Keys)}" : "";
        problems.ErrorUnlessReported(entry.Place, ProblemCodes.UnknownKey, $"unknown key {Quote.Text(entry.Key)}{known}", nearest);
    }

    /// <summary>Whether a key that a step does not have is one of the settings of its kind.</summary>
    private bool IsKeyOfConfig(JObject step, JsonSchema schema, string key) =>
        root.Definitions.TryGetValue("step", out var known) && ReferenceEquals(known.ActualSchema, schema)
        && step["uses"] is JValue { Value: string kind }
        && root.Definitions.TryGetValue(SchemaCheck.ThenOf(kind), out var then)
        && then.Properties.TryGetValue("config", out var config)
        && config.ActualSchema.Properties.ContainsKey(key);

    private void ReportMissing(ValidationError error)
    {
        // A value of the wrong type lacks every key; that it has the wrong type is reported already.
        if (error.Token is not JObject token || error.Property is not { } key)
        {
            return;
        }

        var place = form.EntryOf(token.Parent)?.Place ?? form.NodeOf(token)?.Place ?? SourcePlace.Start;
        var owner = LabelOf(token);
        var (code, message) = token == form.Root && key == "steps"
            ? (ProblemCodes.NoSteps, "the flow has no steps: the key `steps` is missing")
            : (ProblemCodes.MissingKey, $"the key {Quote.Text(key)} is missing{(owner is null ? "" : $" in {owner}")}");
        problems.Error(place, code, message);
    }

    private void ReportValue(ValidationError error)
    {
        if (form.NodeOf(error.Token) is not { } node)
        {
            return;
        }

        var schema = error.Schema.ActualSchema;
        var place = node.Place;
        var label = LabelOf(error.Token!) ?? "the file";
        switch (error.Kind)
        {
            case ValidationErrorKind.TooFewProperties when label == "`steps`":
                problems.ErrorUnlessReported(place, ProblemCodes.NoSteps, "the flow has no steps");
                return;
            case ValidationErrorKind.TooManyProperties:
                problems.ErrorUnlessReported(place, ProblemCodes.WrongValue, string.Create(CultureInfo.InvariantCulture, $"{label} has more than {schema.MaxProperties} entries"));
                return;
            case ValidationErrorKind.ItemsNotUnique:
                problems.ErrorUnlessReported(place, ProblemCodes.WrongValue, $"{label} names something twice");
                return;
            case ValidationErrorKind.StringTooLong:
                problems.ErrorUnlessReported(place, ProblemCodes.WrongValue, string.Create(CultureInfo.InvariantCulture, $"{label} is longer than {schema.MaxLength} letters"));
                return;
        }

        var found = JsonForm.Describe(node);
        var code = IsOfType(error) ? ProblemCodes.WrongValue : ProblemCodes.WrongType;
        problems.ErrorUnlessReported(place, code, $"{label} must be {Expected(schema)}, found {found}", Suggest(schema, node));
    }

    /// <summary>Whether the type is right and only the value is not.</summary>
    private static bool IsOfType(ValidationError error) => error.Kind is
        ValidationErrorKind.PatternMismatch or ValidationErrorKind.NotInEnumeration or ValidationErrorKind.NumberTooBig or ValidationErrorKind.NumberTooSmall
        or ValidationErrorKind.StringTooShort or ValidationErrorKind.TooFewItems or ValidationErrorKind.TooManyItems;

    private static string Expected(JsonSchema schema)
    {
        if (schema.ExtensionData?.TryGetValue("x-expected", out var said) == true && said is string words)
        {
            return words;
        }

        if (schema.Enumeration.Count > 0)
        {
            return (schema.Enumeration.Count == 1 ? "" : "one of ") + Quote.List(schema.Enumeration.OfType<object>().Select(value => value.ToString() ?? ""));
        }

        var range = (schema.Minimum, schema.Maximum) switch
        {
            ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $" from {least:0.##} to {most:0.##}"),
            ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $" of at least {least:0.##}"),
            _ => "",
        };
        return schema.Type switch
        {
            JsonObjectType.Integer => "a whole number" + range,
            JsonObjectType.Number => "a number" + range,
            JsonObjectType.Boolean => "`true` or `false`",
            JsonObjectType.Array => "a list",
            JsonObjectType.Object => "a mapping",
            _ => "a text",
        };
    }

    private string? Suggest(JsonSchema schema, SourceNode node)
    {
        if (node is not SourceScalar scalar)
        {
            return null;
        }

        if (schema.Enumeration.Count > 0)
        {
            return NearestName.Find(scalar.Text, schema.Enumeration.OfType<string>());
        }

        if (Is("duration"))
        {
            return ValueHints.Duration(scalar.Text);
        }

        return Is("size") ? ValueHints.Size(scalar.Text) : null;

        bool Is(string definition) => root.Definitions.TryGetValue(definition, out var known) && ReferenceEquals(known.ActualSchema, schema);
    }

    /// <summary>The key of a value, or the list that it stands in.</summary>
    private static string? LabelOf(JToken token) => token.Parent switch
    {
        JProperty property => Quote.Text(property.Name),
        JArray { Parent: JProperty property } => $"an entry of {Quote.Text(property.Name)}",
        JArray => "an entry of the list",
        _ => null,
    };
}
