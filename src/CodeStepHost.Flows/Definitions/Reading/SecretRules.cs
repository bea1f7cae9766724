using System.Text.RegularExpressions;

namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>Whether each <c>${secret.NAME}</c> names a secret that there is, where it can be used, and can reach a host that gets it.</summary>
internal static partial class SecretRules
{
    public static void Check(FlowSource flow, HostSettings? settings, ProblemList problems)
    {
        foreach (var variable in flow.Top.Map("variables")?.Entries ?? [])
        {
            if (variable.Value is SourceScalar scalar)
                CheckNames(scalar, settings, problems);
        }

        foreach (var step in flow.Steps)
        {
            var named = Texts(step.Config).Where(scalar => SecretReference.NamesIn(scalar.Text).Any()).ToList();
            foreach (var scalar in named)
            {
                if (step.Uses is StepKinds.Code or StepKinds.HttpRequest)
                    CheckNames(scalar, settings, problems);
                else
                    problems.ErrorUnlessReported(scalar.Place, ProblemCodes.Secret, "a secret is put into HTTP requests: `${secret.…}` can stand in the `config` of `code` and `http.request`, and in the flow's `variables`" + (step.Uses == StepKinds.Webhook ? "; what a webhook asks of its callers is written as `${env.NAME}`" : ""));
            }

            if (settings is not null)
                CheckReach(flow, step, named, settings, problems);
        }
    }

    private static void CheckNames(SourceScalar scalar, HostSettings? settings, ProblemList problems)
    {
        foreach (var name in SecretReference.NamesIn(scalar.Text))
        {
            if (!scalar.Text.Contains(SecretReference.To(name), StringComparison.Ordinal) || !SecretReference.IsInside($"secret.{name}"))
            {
                problems.ErrorUnlessReported(scalar.Place, ProblemCodes.Secret, $"{Quote.Text($"${{secret.{name}}}")} names no secret: a name has letters, digits, `-` and `_`, and no spaces around it");
            }
            else if (settings is not null && !settings.Secrets.ContainsKey(name))
            {
                var nearest = problems.IsFull ? null : NearestName.Find(name, settings.Secrets.Keys);
                problems.ErrorUnlessReported(scalar.Place, ProblemCodes.Secret, $"`codestep.yaml` has no secret {Quote.Text(name)}; add it below `secrets`, with the hosts that get it", nearest);
            }
        }
    }

    /// <summary>Warns of a secret that no request of the step can take along, and refuses one in a request that goes elsewhere for certain.</summary>
    private static void CheckReach(FlowSource flow, StepSource step, List<SourceScalar> named, HostSettings settings, ProblemList problems)
    {
        var egress = (step.Body.Find("egress") is null ? flow.Top : step.Body).Scalars("egress").Select(entry => HostPattern.Parse(entry.Text)).ToList();
        foreach (var scalar in named)
        {
            foreach (var name in SecretReference.NamesIn(scalar.Text).Distinct())
            {
                if (!settings.Secrets.TryGetValue(name, out var secret))
                    continue;
                var hosts = secret.Hosts.Select(HostPattern.Parse).ToList();
                if (TargetOf(step, scalar) is { } target && !hosts.Exists(host => host.Covers(HostPattern.Normal(target.IdnHost), target.Port)))
                    problems.ErrorUnlessReported(scalar.Place, ProblemCodes.Secret, $"the secret {Quote.Text(name)} is not for the host {Quote.Text(target.IdnHost)} of this request; `secrets.{name}.hosts` of `codestep.yaml` lists {Quote.List(secret.Hosts)}");
                else if (egress.Count > 0 && !hosts.Exists(host => egress.Exists(host.Overlaps)))
                    problems.Warn(scalar.Place, ProblemCodes.Secret, $"no host of the secret {Quote.Text(name)} ({Quote.List(secret.Hosts)}) is in the `egress` of the step, so no request can take it along");
            }
        }
    }

    /// <summary>Where an <c>http.request</c> sends a text of its config, as far as that is written in the flow.</summary>
    private static Uri? TargetOf(StepSource step, SourceScalar scalar)
    {
        if (step.Uses != StepKinds.HttpRequest)
            return null;
        var auth = step.Config.Map("auth");
        var url = auth?.Scalar("tokenUrl") is { } tokenUrl && Texts(auth).Contains(scalar) ? tokenUrl : step.Config.Scalar("url");
        return url is not null && Authority().Match(url.Text) is { Success: true } match && Uri.TryCreate(match.Value, UriKind.Absolute, out var target) ? target : null;
    }

    private static IEnumerable<SourceScalar> Texts(SourceNode? node)
    {
        // An alias may stand for one node many times over.
        var seen = new HashSet<SourceNode>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<SourceNode>(node is null ? [] : [node]);
        while (waiting.TryPop(out var next))
        {
            if (!seen.Add(next))
                continue;
            if (next is SourceScalar scalar)
                yield return scalar;
            foreach (var child in next is SourceMap map ? map.Entries.Select(entry => entry.Value) : next is SourceList list ? list.Items : [])
                waiting.Push(child);
        }
    }

    [GeneratedRegex(@"\Ahttps?://[^/?#$\\@]+(?=[/?#]|\z)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Authority();
}
