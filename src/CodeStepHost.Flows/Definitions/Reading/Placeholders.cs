using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Replaces <c>${data}</c> and <c>${env.NAME}</c>.</summary>
internal sealed partial class Placeholders(string data, Func<string, string?> environment, ProblemList problems)
{
    public string Replace(SourceScalar scalar) => Pattern().Replace(scalar.Text, match => ValueOf(match.Groups["name"].Value, scalar.Place));

    private string ValueOf(string name, SourcePlace place)
    {
        if (name == "data")
        {
            return data;
        }

        if (name.StartsWith("env.", StringComparison.Ordinal) && name.Length > 4)
        {
            var variable = name[4..];
            var value = environment(variable);
            if (value is null)
            {
                problems.Error(place, ProblemCodes.Placeholder, $"the environment variable {Quote.Text(variable)} is not set");
            }

            return value ?? "";
        }

        var nearest = NearestName.Find(name, ["data"]);
        problems.Error(place, ProblemCodes.Placeholder, $"the placeholder {Quote.Text($"${{{name}}}")} is not known; there are `${{data}}` and `${{env.NAME}}`", nearest is null ? null : $"${{{nearest}}}");
        return "";
    }

    [GeneratedRegex(@"\$\{(?<name>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
