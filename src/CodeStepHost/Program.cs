using CodeStepHost.Cli;

var context = TerminalContext.Create();
return await CommandLine.RunAsync(CommandLine.Build(context), context, args);
