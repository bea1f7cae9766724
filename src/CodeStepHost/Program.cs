using CodeStepHost.Cli;
using CodeStepHost.Hosting;

var context = TerminalContext.Create();
return await CommandLine.RunAsync(CommandLine.Build(context, RunVerb.Create(context), ServeVerb.Create(context)), context, args);
