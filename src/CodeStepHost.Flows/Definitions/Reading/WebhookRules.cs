namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of a webhook that its schema cannot say.</summary>
internal static class WebhookRules
{
    private static readonly string[][] AuthForms = [["header", "value"], ["password", "user"], ["hmac"]];

    public static void Check(SourceMap config, ProblemList problems)
    {
        ValueReader.PositiveDuration(config, "timeout", problems);
        if (config.Find("auth") is not { Value: SourceMap auth } entry)
            return;
        var keys = auth.Entries.Select(part => part.Key).Order(StringComparer.Ordinal).ToList();
        if (!AuthForms.Any(form => form.SequenceEqual(keys)))
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.Config, "`auth` takes `header` and `value`, or `user` and `password`, or `hmac`");
        if (auth.Find("hmac") is { Value: SourceMap hmac })
            CheckSignature(hmac, problems);
    }

    private static void CheckSignature(SourceMap hmac, ProblemList problems)
    {
        var signed = Signed(hmac, problems);
        if (hmac.Find("timestamp") is not { } entry)
        {
            if (signed?.HasTimestamp == true)
                problems.ErrorUnlessReported(hmac.Scalar("signed")!.Place, ProblemCodes.Config, "`signed` has a `{timestamp}`, and `timestamp` does not say in which header it comes");
            return;
        }

        if (entry.Value is not SourceMap timestamp)
            return;
        ValueReader.PositiveDuration(timestamp, "tolerance", problems);
        if (timestamp.Find("header") is null && timestamp.Find("prefix") is null)
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.Config, "`timestamp` needs a `header`, or the `prefix` of its part of the signature's header");
        if (signed?.HasTimestamp == false)
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.Config, "the timestamp is not signed, so that anybody could change it: `signed` must contain `{timestamp}`, as in `{timestamp}.{body}`");
    }

    private static SignedText? Signed(SourceMap hmac, ProblemList problems)
    {
        if (hmac.Scalar("signed") is not { } signed)
            return new SignedText([SignedText.Body]);
        try
        {
            return SignedText.Parse(signed.Text);
        }
        catch (FormatException exception)
        {
            problems.ErrorUnlessReported(signed.Place, ProblemCodes.Config, exception.Message);
            return null;
        }
    }
}
