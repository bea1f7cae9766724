using System.CommandLine;
using CodeStepHost.Cli;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Hosting;

/// <summary><c>codestep serve</c>: the worker service.</summary>
internal static class ServeVerb
{
    public static Command Create(CliContext context)
    {
        var listen = new Option<string?>("--listen") { Description = "Where webhooks and health listen; else listen in codestep.yaml" };
        var drain = new Option<string>("--drain") { Description = "How long messages at work may take to end after a SIGTERM", DefaultValueFactory = _ => Duration.Format(FlowService.DefaultDrain) };
        return new Command("serve", "Keep the deployed flows running: a worker service").With(listen, drain).Does(context, async (run, cancellationToken) =>
        {
            if (!Duration.TryParse(run.Value(drain), out var limit))
                throw new CliProblem($"--drain: {run.Value(drain)} is no duration such as 30s");
            if (run.Value(listen) is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http"))
                throw new CliProblem($"--listen: {url} is no address such as http://127.0.0.1:7070");
            var data = run.DataFolder;
            var settings = Cli.DataFolder.Settings(context.CurrentDirectory, data) ?? Cli.DataFolder.Settings(data, data) ?? HostSettings.DefaultOf(context.CurrentDirectory) with { Data = data };
            return await Server.RunAsync(settings, data, run.Value(listen), limit, cancellationToken);
        });
    }
}
