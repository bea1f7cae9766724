using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using CodeStepHost.Desk;
using CodeStepHost.Desk.Trying;
using CodeStepHost.Desk.Watching;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep dev</c>: what came of a script, a moment after it was saved.</summary>
internal static class DevVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "a flow folder, or one with flow folders below it; default: the current one", DefaultValueFactory = _ => "." };
        var step = new Option<string>("--step") { Description = "Try only this step, also at the start", HelpName = "name" };
        return new Command("dev", "Check, try and test scripts each time one is saved").With(folder, step).Does(context, async (run, cancellationToken) =>
        {
            if (run.IsJson)
                throw new CliProblem("dev prints for people; for a program, codestep validate and codestep test have --output json");
            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory));
            if (!Directory.Exists(root))
                throw new CliProblem(File.Exists(root) ? $"{root} is a file; give the folder of a flow" : $"no folder {root}");
            if (FlowFolder.Discover(root).Count == 0)
                throw new CliProblem($"no {FlowPackage.DefinitionFile} in {root} or below; codestep init makes a first flow");

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var hints = new FolderHints(root);
            var hostUrl = HostUrl(root);
            var bench = new ScriptBench(hostUrl, context.Time);
            await using (bench.ConfigureAwait(false))
            {
                var watch = new FolderWatch(new WatchedFiles(root, HostSettingsReader.Find(root)), hints, context.Time);
                var session = new DevSession(root, run.Value(step), watch, Lines(context.In), bench, new Samples(hostUrl, context.Time), context);
                try
                {
                    await session.RunAsync(stop.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Ctrl-C is how watching ends, and no failure.
                }
            }

            return ExitCodes.Done;

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        });
    }

    private static Uri HostUrl(string root)
    {
        var settings = HostSettingsReader.Find(root) is { } file && HostSettingsReader.ReadFileWithoutSecrets(file) is HostSettingsReadResult.Accepted accepted ? accepted.Settings : HostSettings.DefaultOf(root);
        return Uri.TryCreate(settings.Listen, UriKind.Absolute, out var address) ? address : new Uri(HostSettings.DefaultOf(root).Listen);
    }

    /// <summary>The lines that a person writes, until the input is closed. Reading them cannot be stopped, so it has a thread that nobody waits for.</summary>
    private static ChannelReader<string> Lines(TextReader input)
    {
        var lines = Channel.CreateBounded<string>(1);
        var thread = new Thread(() =>
        {
            while (input.ReadLine() is { } line)
            {
                if (!lines.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult() || !lines.Writer.TryWrite(line))
                    break;
            }

            lines.Writer.TryComplete();
        })
        { IsBackground = true };
        thread.Start();
        return lines.Reader;
    }
}
