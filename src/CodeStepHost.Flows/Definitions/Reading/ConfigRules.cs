namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of <c>config</c> that its schema cannot say: keys that need or exclude each other, and names of things outside the file.</summary>
internal static class ConfigRules
{
    public static void Check(FlowSource flow, HostSettings? settings, ProblemList problems)
    {
        foreach (var step in flow.Steps)
        {
            switch (step.Uses)
            {
                case StepKinds.Schedule:
                    ScheduleRules.Check(step.Config, problems);
                    break;
                case StepKinds.Webhook:
                    WebhookRules.Check(step.Config, problems);
                    break;
                case StepKinds.Timer:
                    ValueReader.PositiveDuration(step.Config, "every", problems);
                    break;
                case StepKinds.Manual:
                    ValueReader.Duration(step.Config, "delay", problems);
                    break;
                case StepKinds.Directory:
                    DirectoryRules.Check(step.Config, settings, problems);
                    break;
                case StepKinds.DatabaseSelect or StepKinds.DatabaseQuery or StepKinds.DatabaseCall or StepKinds.DatabaseLookup
                    or StepKinds.DatabaseInsert or StepKinds.DatabaseUpsert or StepKinds.DatabaseDelete:
                    CheckDatabase(step, settings, problems);
                    break;
                case StepKinds.HttpRequest:
                    RequestRules.Check(step, problems);
                    break;
                case StepKinds.Reply:
                    ReplyRules.Check(step.Config, problems);
                    break;
                case StepKinds.Aggregate:
                    CheckAggregate(step, problems);
                    break;
            }
        }
    }

    private static void CheckAggregate(StepSource step, ProblemList problems)
    {
        ValueReader.PositiveDuration(step.Config, "time", problems);
        if (step.Body.Find("config") is { Value: SourceMap } entry && step.Config.Find("count") is null && step.Config.Find("time") is null)
            problems.ErrorUnlessReported(entry.Place, ProblemCodes.Config, "a step that uses `aggregate` needs `count`, `time` or both: otherwise no group is ever complete");
    }

    private static void CheckDatabase(StepSource step, HostSettings? settings, ProblemList problems)
    {
        var config = step.Config;
        ValueReader.PositiveDuration(config, "timeout", problems);
        if (settings is not null && config.Scalar("connection") is { } connection && !settings.Connections.ContainsKey(connection.Text))
        {
            var nearest = problems.IsFull ? null : NearestName.Find(connection.Text, settings.Connections.Keys);
            problems.ErrorUnlessReported(connection.Place, ProblemCodes.UnknownConnection, $"`codestep.yaml` has no connection {Quote.Text(connection.Text)}", nearest);
        }

        if (step.Uses != StepKinds.DatabaseLookup || step.Body.Find("config") is not { Value: SourceMap } entry)
        {
            return;
        }

        switch (config.Find("table"), config.Find("sql"))
        {
            case (null, null):
                problems.Error(entry.Place, ProblemCodes.Config, $"a step that uses {Quote.Text(step.Uses)} needs `table` or `sql`");
                break;
            case ({ }, { } sql):
                problems.ErrorUnlessReported(sql.Place, ProblemCodes.Config, "`table` and `sql` exclude each other");
                break;
            case ({ } table, null) when config.Find("key") is null:
                problems.ErrorUnlessReported(table.Place, ProblemCodes.Config, $"a step that uses {Quote.Text(step.Uses)} with `table` needs `key`: the column, or columns, by which a row is found");
                break;
        }
    }
}
