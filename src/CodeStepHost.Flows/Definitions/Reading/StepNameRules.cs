namespace CodeStepHost.Flows.Definitions.Reading;

/// <summary>The rules of <c>to</c> and <c>onError</c>: they name steps that can stand there, never lead in a circle, and reach every step.</summary>
internal sealed class StepNameRules
{
    /// <summary>The schema refuses more; walking them could need a deep stack.</summary>
    private const int MostSteps = 1000;

    private readonly FlowSource flow;
    private readonly ProblemList problems;

    private StepNameRules(FlowSource flow, ProblemList problems)
    {
        this.flow = flow;
        this.problems = problems;
    }

    public static void Check(FlowSource flow, ProblemList problems)
    {
        if (flow.Steps.Count > MostSteps)
        {
            return;
        }

        var rules = new StepNameRules(flow, problems);
        rules.CheckNames();
        rules.CheckCircles(step => step.To, "messages would travel in a circle");
        rules.CheckCircles(step => step.OnError is { } handler && handler.Text != step.Name ? [handler] : [], "errors would travel in a circle");
        if (!problems.HasErrors)
        {
            // With a misspelt name the steps behind it would be called unreachable too.
            rules.CheckReach();
        }
    }

    private void CheckNames()
    {
        CheckHandler(flow.OnError, self: null);
        foreach (var carried in (flow.Top.Find("passthrough")?.Value as SourceList)?.Items.OfType<SourceScalar>() ?? [])
        {
            FindStep(carried, "passthrough");
        }

        foreach (var step in flow.Steps)
        {
            CheckHandler(step.OnError, step);
            foreach (var target in step.To)
            {
                if (FindStep(target, "to") is { IsTrigger: true } trigger)
                {
                    problems.ErrorUnlessReported(target.Place, ProblemCodes.BadTarget, $"{Quote.Text(trigger.Name)} is a trigger ({Quote.Text(trigger.Uses)}): no step can send messages to it");
                }
            }
        }
    }

    private void CheckHandler(SourceScalar? name, StepSource? self)
    {
        if (name is null || FindStep(name, "onError") is not { } handler)
        {
            return;
        }

        if (handler.IsTrigger)
        {
            problems.ErrorUnlessReported(name.Place, ProblemCodes.BadTarget, $"{Quote.Text(handler.Name)} is a trigger ({Quote.Text(handler.Uses)}): it cannot handle errors");
        }
        else if (handler == self)
        {
            problems.ErrorUnlessReported(name.Place, ProblemCodes.BadTarget, $"the step {Quote.Text(self.Name)} cannot handle its own errors");
        }
    }

    private StepSource? FindStep(SourceScalar name, string key)
    {
        if (flow.Find(name.Text) is { } step)
        {
            return step;
        }

        var nearest = problems.IsFull ? null : NearestName.Find(name.Text, flow.Steps.Select(known => known.Name));
        problems.ErrorUnlessReported(name.Place, ProblemCodes.UnknownStep, $"{Quote.Text(key)} names the step {Quote.Text(name.Text)}, which does not exist", nearest);
        return null;
    }

    private void CheckCircles(Func<StepSource, IEnumerable<SourceScalar>> edges, string message)
    {
        var done = new HashSet<StepSource>();
        var path = new List<StepSource>();
        foreach (var step in flow.Steps)
        {
            Walk(step);
        }

        void Walk(StepSource step)
        {
            if (done.Contains(step))
            {
                return;
            }

            path.Add(step);
            foreach (var edge in edges(step))
            {
                if (flow.Find(edge.Text) is not { } next)
                {
                    continue;
                }

                var start = path.IndexOf(next);
                if (start < 0)
                {
                    Walk(next);
                    continue;
                }

                var circle = string.Join(" → ", path.Skip(start).Append(next).Select(member => member.Name));
                problems.ErrorUnlessReported(edge.Place, ProblemCodes.Cycle, $"{message}: {circle}");
            }

            path.RemoveAt(path.Count - 1);
            done.Add(step);
        }
    }

    private void CheckReach()
    {
        var waiting = new Queue<StepSource>(flow.Steps.Where(step => step.IsTrigger));
        if (waiting.Count == 0)
        {
            if (flow.Top.Find("steps") is { } steps)
            {
                problems.Warn(steps.Place, ProblemCodes.NoTrigger, $"no message can enter the flow: no step uses {Quote.List(StepKinds.All.Where(StepKinds.IsTrigger))}");
            }

            return;
        }

        var reached = new HashSet<StepSource>(waiting);
        if (flow.OnError is { } handler)
        {
            Reach(handler);
        }

        while (waiting.TryDequeue(out var step))
        {
            foreach (var next in step.OnError is { } own ? step.To.Append(own) : step.To)
            {
                Reach(next);
            }
        }

        foreach (var step in flow.Steps.Where(step => !reached.Contains(step)))
        {
            problems.Warn(step.Place, ProblemCodes.Unreachable, $"no message can reach the step {Quote.Text(step.Name)}: no `to` or `onError` of a step that runs names it");
        }

        void Reach(SourceScalar name)
        {
            if (flow.Find(name.Text) is { } step && reached.Add(step))
            {
                waiting.Enqueue(step);
            }
        }
    }
}
