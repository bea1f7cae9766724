using System.Text.Json;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Routing;

/// <summary>A script of the host's own, with the step that runs it.</summary>
/// <param name="Step">The author's step as a Code step.</param>
internal sealed record HostScript(StepDefinition Step)
{
    private const string Choose = "choose.js";
    private const string Split = "split.js";
    private const string Transform = "transform.js";
    private const string Check = "check.js";
    private const string Evaluate = "evaluate.js";
    private const string Tell = "tell.js";

    /// <summary>Texts by file name: the files beside this class.</summary>
    private static readonly Dictionary<string, string> Texts = new[] { Choose, Split, Transform, Check, Evaluate, Tell }.ToDictionary(file => file, Read);

    /// <summary>What runs a step's messages.</summary>
    public static HostScript Of(StepDefinition step)
    {
        using var config = JsonDocument.Parse(step.Config);
        var expressions = Expressions(step);
        return step.Uses switch
        {
            StepKinds.Filter => With(step, Choose, new { expressions, all = false }),
            StepKinds.Route => With(step, Choose, new { expressions, all = Text(config, "match") == "all" }),
            StepKinds.Split => With(step, Split, new { expressions, @as = Text(config, "as"), names = Names(config) }),
            _ => With(step, Transform, new { expressions }),
        };
    }

    /// <summary>What says whether a step's expressions can be read.</summary>
    public static HostScript CheckOf(StepDefinition step) => With(step with { Input = null }, Check, new { expressions = Expressions(step) });

    /// <summary>What tells the values of a step's expressions.</summary>
    public static HostScript ValuesOf(StepDefinition step) => With(step, Evaluate, new { expressions = Expressions(step) });

    /// <summary>What tells the body that a step's <c>input</c> makes.</summary>
    public static HostScript InputOf(StepDefinition step) => With(step, Tell, new { });

    /// <summary>Whether a file of an error is one of these, and so nothing that an author knows.</summary>
    public static bool IsOwn(string? file) => file is not null && Texts.ContainsKey(file);

    /// <summary>The flow's version with the script in place of the flow's own files.</summary>
    public FlowVersion In(FlowVersion flow) => flow with { Package = new FlowPackage(flow.Package.Name, new Dictionary<string, string> { [Step.Script!] = Texts[Step.Script!] }) };

    private static HostScript With(StepDefinition step, string script, object config) => new(step with
    {
        Uses = StepKinds.Code,
        Script = script,
        Config = JsonSerializer.Serialize(config),
        ElasticIoCompatible = false,
    });

    private static IReadOnlyList<string> Expressions(StepDefinition step) => [.. step.Expressions.Select(expression => expression.Text)];

    private static string? Text(JsonDocument config, string key) => config.RootElement.TryGetProperty(key, out var value) ? value.GetString() : null;

    private static IReadOnlyList<string> Names(JsonDocument config) =>
        config.RootElement.TryGetProperty("keep", out var keep) ? [.. keep.EnumerateObject().Select(kept => kept.Name)] : [];

    private static string Read(string file)
    {
        using var stream = typeof(HostScript).Assembly.GetManifestResourceStream("Routing/" + file) ?? throw new InvalidOperationException($"The assembly has no {file}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
