using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Checks a definition against its JSON Schema and says each error at its place in the author's words.</summary>
internal sealed class SchemaCheck
{
    private static readonly Lazy<SchemaCheck> LazyFlow = new(() => new SchemaCheck(FlowSchema.Text));
    private static readonly Lazy<SchemaCheck> LazySettings = new(() => new SchemaCheck(FlowSchema.SettingsText));

    private readonly JsonSchema schema;
    private readonly List<StepCondition> conditions = [];

    private SchemaCheck(string text)
    {
        var document = JObject.Parse(text);
        var definitions = (JObject)document["definitions"]!;
        if (definitions["step"] is JObject step && step["allOf"] is JArray branches)
        {
            // NJsonSchema does not know if/then. Each `then` becomes a definition of its own, which is checked for the steps that its `if` names.
            step.Remove("allOf");
            foreach (var branch in branches.Cast<JObject>())
            {
                var kind = (string)branch["if"]!["properties"]!["uses"]!["const"]!;
                definitions[ThenOf(kind)] = branch["then"]!.DeepClone();
                conditions.Add(new StepCondition(kind, ThenOf(kind)));
            }
        }

        schema = JsonSchema.FromJsonAsync(document.ToString()).GetAwaiter().GetResult();
    }

    public static SchemaCheck Flow => LazyFlow.Value;

    public static SchemaCheck Settings => LazySettings.Value;

    public void Run(JsonForm form, ProblemList problems)
    {
        var messages = new SchemaMessages(form, problems, schema);
        var validator = new JsonSchemaValidator();
        messages.Report(validator.Validate(form.Root, schema));
        if (form.Root["steps"] is not JObject steps)
        {
            return;
        }

        foreach (var step in steps.Properties().Select(property => property.Value).OfType<JObject>())
        {
            foreach (var condition in conditions.Where(condition => step["uses"] is JValue { Value: string kind } && kind == condition.Kind))
            {
                messages.Report(validator.Validate(step, schema.Definitions[condition.Definition]));
            }
        }
    }

    /// <summary>The definition of what the schema asks of steps of that kind.</summary>
    public static string ThenOf(string kind) => "then:" + kind;

    private sealed record StepCondition(string Kind, string Definition);
}
