using System.Globalization;
using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>The texts of a step's config, in the order in which their expressions are numbered: that of <see cref="StepDefinition.Expressions"/>.</summary>
internal sealed class RequestTexts
{
    private readonly Dictionary<string, RequestText> _texts = new(StringComparer.Ordinal);

    public RequestTexts(JsonElement config)
    {
        foreach (var key in (string[])["method", "url", "query", "headers", "body"])
        {
            if (config.TryGetProperty(key, out var value))
                Add(key, value);
        }
    }

    /// <summary>How many expressions all of them have.</summary>
    public int Expressions { get; private set; }

    public RequestText Of(string key) => _texts[key];

    /// <summary>The key of a member of what another key holds.</summary>
    public static string MemberOf(string key, string name) => $"{key}.{name}";

    /// <summary>The key of an item of a list that another key holds.</summary>
    public static string ItemOf(string key, int index) => string.Create(CultureInfo.InvariantCulture, $"{key}[{index}]");

    private void Add(string key, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Add(MemberOf(key, member.Name), member.Value);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Add(ItemOf(key, index), item);
                break;
            default:
                var template = value.ValueKind == JsonValueKind.String ? TextTemplate.Parse(value.GetString()!) : new TextTemplate([new TemplatePart.Text(value.GetRawText())]);
                _texts[key] = new RequestText(key, template, Expressions);
                Expressions += template.Parts.OfType<TemplatePart.Expression>().Count();
                break;
        }
    }
}
