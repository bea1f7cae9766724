using CodeStepHost.Flows.Definitions;
using CodeStepHost.Hosting.Runs;
using Spectre.Console;

var settings = ((HostSettingsReadResult.Accepted)HostSettingsReader.ReadFile(HostSettingsReader.Find(args[1])!)).Settings;
var set = FlowFolder.ReadAll(args[1], settings);
foreach (var problem in set.Problems)
    Console.WriteLine(problem);
return await new FolderRun(AnsiConsole.Console, TimeProvider.System, settings, set.Flows, "codestep").RunAsync(false, CancellationToken.None, CancellationToken.None);
