using System.Globalization;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of <c>http.request</c> that its schema cannot say, and the expressions in its texts.</summary>
internal static class RequestRules
{
    private static readonly string[][] AuthForms =
    [
        ["password", "user"], ["token"], ["header", "value"],
        ["clientId", "clientSecret", "tokenUrl"],
    ];

    // Made by the connection; a Host of its own would reach another site than the one that was checked.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "Host", "Content-Length", "Connection", "Transfer-Encoding", "Keep-Alive", "TE", "Trailer", "Upgrade", "Expect" };

    public static void Check(StepSource step, ProblemList problems)
    {
        var config = step.Config;
        ValueReader.PositiveDuration(config, "timeout", problems);
        ValueReader.PositiveDuration(config.Map("retry"), "first", problems);
        ValueReader.PositiveDuration(config.Map("retry"), "max", problems);
        foreach (var (_, scalar) in Texts(step))
            CheckText(scalar, problems);
        CheckUrl(config, problems);
        CheckHeaders(config, problems);
        CheckAuth(config, problems);
        CheckEmit(config, problems);
    }

    /// <summary>The step's expressions: those in its texts in their order, then <c>items</c> and <c>pages.next</c>.</summary>
    public static IEnumerable<StepExpression> ExpressionsOf(StepSource step) =>
    [
        .. Texts(step).SelectMany(text => In(text.Key, text.Scalar)),
        .. RoutingRules.Of("items", step.Config.Scalar("items")),
        .. RoutingRules.Of("pages.next", step.Config.Map("pages")?.Scalar("next")),
    ];

    private static IEnumerable<StepExpression> In(string key, SourceScalar scalar)
    {
        if (Parse(scalar) is not { } template)
            yield break;
        var whole = new StepExpression(key, scalar.Text, FlowPackage.DefinitionFile, scalar.Written, scalar.Place.Line, scalar.Place.Column);
        foreach (var part in template.Parts.OfType<TemplatePart.Expression>())
        {
            var (line, column) = whole.PlaceOf(part.Offset);
            yield return new StepExpression(key, part.Value, FlowPackage.DefinitionFile, part.Value, line, column);
        }
    }

    /// <summary>Every text of the config in which expressions may stand, with its key.</summary>
    private static IEnumerable<(string Key, SourceScalar Scalar)> Texts(StepSource step) =>
        ((string[])["method", "url", "query", "headers", "body"]).SelectMany(key => step.Config.Find(key) is { } entry ? Texts(key, entry.Value) : []);

    private static IEnumerable<(string Key, SourceScalar Scalar)> Texts(string key, SourceNode node) => node switch
    {
        SourceScalar scalar => [(key, scalar)],
        SourceMap map => map.Entries.SelectMany(entry => Texts($"{key}.{entry.Key}", entry.Value)),
        SourceList list => list.Items.SelectMany((item, index) => Texts(string.Create(CultureInfo.InvariantCulture, $"{key}[{index}]"), item)),
        _ => [],
    };

    private static TextTemplate? Parse(SourceScalar scalar)
    {
        try
        {
            return TextTemplate.Parse(scalar.Text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void CheckText(SourceScalar scalar, ProblemList problems)
    {
        try
        {
            TextTemplate.Parse(scalar.Text);
        }
        catch (FormatException exception)
        {
            problems.ErrorUnlessReported(scalar.Place, ProblemCodes.Config, exception.Message);
        }
    }

    private static void CheckUrl(SourceMap config, ProblemList problems)
    {
        if (config.Scalar("url") is not { } url || Parse(url)?.Parts is not [TemplatePart.Text first, ..] || first.Value.StartsWith("${host.url}", StringComparison.Ordinal))
            return;
        var text = first.Value;
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            problems.ErrorUnlessReported(url.Place, ProblemCodes.WrongValue, "`url` must begin with `http://`, `https://` or an expression in `${…}`");
        else if (text.Split('/') is [_, _, var authority, ..] && authority.Contains('@', StringComparison.Ordinal))
            problems.ErrorUnlessReported(url.Place, ProblemCodes.Config, "`url` must not hold a user or password; write them as `auth`");
    }

    private static void CheckHeaders(SourceMap config, ProblemList problems)
    {
        foreach (var header in config.Map("headers")?.Entries ?? [])
        {
            if (!header.Key.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+.^_`|~-".Contains(c, StringComparison.Ordinal)) || header.Key.Length == 0)
                problems.ErrorUnlessReported(header.Place, ProblemCodes.Config, $"{Quote.Text(header.Key)} cannot be a header's name");
            else if (Reserved.Contains(header.Key))
                problems.ErrorUnlessReported(header.Place, ProblemCodes.Config, $"the header {Quote.Text(header.Key)} is made by the host; leave it out");
            else if (header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && config.Find("auth") is not null)
                problems.ErrorUnlessReported(header.Place, ProblemCodes.Config, "`auth` and the header `Authorization` exclude each other");
        }
    }

    private static void CheckAuth(SourceMap config, ProblemList problems)
    {
        if (config.Find("auth") is not { Value: SourceMap auth } entry)
            return;
        var isOAuth = auth.Find("tokenUrl") is not null;
        var keys = auth.Entries.Select(part => part.Key).Where(key => !isOAuth || key is not ("scope" or "clientIn")).Order(StringComparer.Ordinal).ToList();
        if (!AuthForms.Any(form => form.SequenceEqual(keys)))
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.Config, "`auth` takes `user` and `password`, or `token`, or `header` and `value`, or `tokenUrl`, `clientId` and `clientSecret`");
        if (auth.Scalar("header") is { } header && Reserved.Contains(header.Text))
            problems.ErrorUnlessReported(header.Place, ProblemCodes.Config, $"the header {Quote.Text(header.Text)} is made by the host and can hold no key");
    }

    private static void CheckEmit(SourceMap config, ProblemList problems)
    {
        var emit = config.Scalar("emit")?.Text ?? "body";
        if (config.Find("pages") is { } pages && emit == "response")
            problems.ErrorUnlessReported(pages.Place, ProblemCodes.Config, "`pages` and `emit: response` exclude each other");
        if (config.Find("items") is { } items && emit != "each" && config.Find("pages") is null)
            problems.ErrorUnlessReported(items.Place, ProblemCodes.Config, "`items` is for `emit: each` and for `pages`");
    }
}
