using System.Text.Json;
using CodeStepHost.Components.Aggregating;
using CodeStepHost.Components.Code;
using CodeStepHost.Components.Configuration;
using CodeStepHost.Components.Database;
using CodeStepHost.Components.HttpRequests;
using CodeStepHost.Components.Mapping;
using CodeStepHost.Components.Reply;
using CodeStepHost.Components.Routing;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;

namespace CodeStepHost.Testing.Running;

/// <summary>Puts the component of a tested step together as a host does, with a test's clock, HTTP and databases.</summary>
internal static class StepComponents
{
    public static IStepComponent Of(StepInput input, CodeComponent scripts, RecordedHttp http, StageDatabase database, FixedClock clock)
    {
        IStepComponent component = input.Step.Uses switch
        {
            StepKinds.Code => scripts,
            StepKinds.HttpRequest => new HttpRequestComponent(scripts, http, clock, name => input.Environment.GetValueOrDefault(name, $"<env.{name}>"))
            {
                // No jitter: the waits are the same each time.
                Random = static () => 0.5,
                Waits = new WaitlessClock(clock),
            },
            StepKinds.Aggregate => new AggregateComponent(scripts, clock),
            StepKinds.Configuration => new ConfigurationComponent(),
            StepKinds.Reply => new ReplyComponent(),
            var uses when StepKinds.HasExpressions(uses) => new RoutingComponent(scripts),
            _ => new DatabaseComponent(database.Connections) { Prepared = database.Note },
        };
        return new MappedComponent(scripts, component);
    }

    /// <summary>Where a step asks for tokens; null: nowhere.</summary>
    public static string? TokenUrl(StepDefinition step)
    {
        if (step.Uses != StepKinds.HttpRequest)
            return null;
        using var config = JsonDocument.Parse(step.Config);
        return config.RootElement.TryGetProperty("auth", out var auth) && auth.TryGetProperty("tokenUrl", out var url) ? url.GetString() : null;
    }
}
