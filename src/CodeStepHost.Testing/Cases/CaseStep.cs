using System.Text.Json;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Definitions.Reading;
using CodeStepHost.Flows.Errors;
using CodeStepHost.Flows.Messages;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Testing.Running;

namespace CodeStepHost.Testing.Cases;

/// <summary>Puts a case's input into its step: what the case does not say is the flow's.</summary>
internal static class CaseStep
{
    /// <summary>What to run.</summary>
    /// <param name="hostUrl">What <c>${host.url}</c> stands for.</param>
    /// <returns>Null, with the reason, when the case names no step that can be tested.</returns>
    public static StepInput? Of(TestCase test, CaseInput input, Uri hostUrl, out string? problem)
    {
        if (Find(test, input.Step, out problem) is not { } step)
            return null;
        if (input.Config is not null && step.Uses != StepKinds.Code)
        {
            problem = $"step {Quote.Text(step.Name)} uses {Quote.Text(step.Uses)}: its config is what is tested, so a case of it has no `config`; change flow.yaml instead";
            return null;
        }

        return Of(test.Flow.Package, test.Flow.Definition, step, input, hostUrl);
    }

    public static StepInput Of(FlowPackage package, FlowDefinition definition, StepDefinition step, CaseInput input, Uri hostUrl)
    {
        if (input.Config is { } config)
            step = step with { Config = System.Text.Encoding.UTF8.GetString(StoredKeys.LayOver(System.Text.Encoding.UTF8.GetBytes(step.Config), config).Span) };
        if (input.TimeLimit is { } time)
            step = step with { Limits = step.Limits with { Time = time } };
        var variables = new Dictionary<string, string>(definition.Variables, StringComparer.Ordinal);
        foreach (var (name, value) in input.Variables)
            variables[name] = value;
        var flow = HostVariables.Fill(definition with { Steps = [.. definition.Steps.Select(other => other.Name == step.Name ? step : other)], Variables = variables }, hostUrl);
        return new StepInput
        {
            Package = package,
            Flow = flow,
            Step = flow.FindStep(step.Name)!,
            MessageId = input.MessageId ?? StepInput.DefaultMessageId,
            Content = input.Content ?? Told(input.Failure!, flow.Name),
            Snapshot = input.Snapshot,
            Keys = input.Keys,
            Clock = input.Clock,
            Seed = input.Seed,
            Rebounds = input.Rebounds,
            HasCaller = input.HasCaller ?? definition.Steps.Any(IsWaitedFor),
            Later = input.Later,
            Environment = input.Environment,
            Database = input.Database,
            Http = [.. input.Http.Select(answer => answer with { Url = HostUrl.Fill(answer.Url, hostUrl) })],
        };
    }

    /// <summary>The step that a case is for.</summary>
    /// <param name="named">What its input says.</param>
    public static StepDefinition? Find(TestCase test, string? named, out string? problem)
    {
        problem = null;
        var flow = test.Flow.Definition;
        var known = flow.Steps.Where(step => !step.IsTrigger).Select(step => step.Name).ToList();
        var name = named ?? FolderStep(test, known) ?? Only(flow, step => step.Uses == StepKinds.Code) ?? Only(flow, step => StepKinds.HasExpressions(step.Uses)) ?? Only(flow, static _ => true);
        if (known.Count == 0)
            problem = "the flow has no step but triggers, so there is nothing to test";
        else if (name is null)
            problem = $"say which step the case is for: `step` is one of {Quote.List(known)}";
        else if (flow.FindStep(name) is not { } step)
            problem = $"the flow has no step {Quote.Text(name)}{(NearestName.Find(name, known) is { } near ? $"; did you mean {Quote.Text(near)}?" : $"; those that can be tested are {Quote.List(known)}")}";
        else if (step.IsTrigger)
            problem = $"step {Quote.Text(name)} is a trigger ({Quote.Text(step.Uses)}): messages come to it from outside, and there is nothing to test; the others are {Quote.List(known)}";
        else
            return step;
        return null;
    }

    /// <summary>The one step of that kind; null when there are none, or several.</summary>
    private static string? Only(FlowDefinition flow, Func<StepDefinition, bool> isOne) =>
        flow.Steps.Where(step => !step.IsTrigger && isOne(step)).Take(2).ToList() is [var only] ? only.Name : null;

    /// <summary>The step that a case's folder is named after: <c>tests/check-product/missing</c>.</summary>
    private static string? FolderStep(TestCase test, List<string> known) =>
        test.Name.Split('/') is [var first, _, ..] && known.Contains(first) ? first : null;

    private static bool IsWaitedFor(StepDefinition step)
    {
        if (step.Uses != StepKinds.Webhook)
            return false;
        using var config = JsonDocument.Parse(step.Config);
        return config.RootElement.TryGetProperty("reply", out var reply) && reply.ValueEquals("wait");
    }

    private static byte[] Told(FailureTold failure, string flow) => ErrorStepMessage.Content(failure.Error, new NewMessage
    {
        Id = StepInput.DefaultMessageId,
        Address = new StepAddress(flow, failure.Step),
        FlowVersion = 1,
        Run = "run-1",
        Thread = "thread-1",
        Content = failure.Input,
    });
}

/// <summary><c>${host.url}</c> in recorded addresses: a host may listen elsewhere each time.</summary>
internal static class HostUrl
{
    public const string Placeholder = "${host.url}";

    public static string Fill(string url, Uri hostUrl) => url.Replace(Placeholder, hostUrl.ToString().TrimEnd('/'), StringComparison.Ordinal);
}
