using System.Text;
using System.Text.Json;
using CodeStepHost.Components.Database;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.HttpRequests;

/// <summary>A text of the config, with the numbers of its expressions among the step's.</summary>
/// <param name="Key">Where it stands in the config, for errors.</param>
/// <param name="First">The number of its first expression.</param>
internal sealed record RequestText(string Key, TextTemplate Template, int First)
{
    /// <summary>Whether an environment variable stands in it: what it becomes is a secret then.</summary>
    public bool IsSecret => Template.Parts.Any(part => part is TemplatePart.Variable);

    /// <summary>The value where the text is one expression and nothing else.</summary>
    /// <returns>False: it is a text like others.</returns>
    public bool TryValue(RequestValues values, out JsonElement? value)
    {
        value = Template.OnlyExpression is null ? null : values.Of(First);
        return Template.OnlyExpression is not null;
    }

    /// <summary>The text for a message.</summary>
    /// <param name="encode">What is done with a value; its second argument tells whether it stands at the beginning.</param>
    /// <exception cref="StepFailedException">An expression gives nothing, or no text.</exception>
    public string Of(RequestValues values, Func<string, bool, string>? encode = null)
    {
        var text = new StringBuilder();
        var number = First;
        foreach (var part in Template.Parts)
        {
            switch (part)
            {
                case TemplatePart.Text literal:
                    text.Append(literal.Value);
                    break;
                case TemplatePart.Variable variable:
                    text.Append(values.Variable(variable.Name));
                    break;
                case TemplatePart.Expression expression:
                    var value = Plain(values.Of(number++), expression);
                    text.Append(encode is null ? value : encode(value, text.Length == 0));
                    break;
            }
        }

        return text.ToString();
    }

    private string Plain(JsonElement? value, TemplatePart.Expression expression) =>
        PlainOf(value) ?? throw StepFailedException.Of(HttpErrorCodes.Value, $"`{Key}`: `${{{expression.Value}}}` gives {KindOf(value)}, and a text is needed.");

    /// <summary>A text, number or boolean as a text.</summary>
    /// <returns>Null when it is none of these.</returns>
    public static string? PlainOf(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => value.Value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.Value.GetRawText(),
        _ => null,
    };

    public static string KindOf(JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Undefined => "nothing",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "a value",
    };
}
