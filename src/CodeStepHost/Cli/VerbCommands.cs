using System.CommandLine;

namespace CodeStepHost.Cli;

/// <summary>How a command runs its verb: problems become one error and exit code 2, whatever the verb.</summary>
internal static class VerbCommands
{
    /// <summary>Sets what the command does. What it returns is the exit code.</summary>
    public static Command Does(this Command command, CliContext context, Func<VerbRun, CancellationToken, Task<int>> verb)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var json = parsed.GetValue(GlobalOptions.Output) == OutputFormat.Json;
            if (parsed.GetValue(GlobalOptions.NoColor))
                context.Console.Profile.Capabilities.Ansi = false;
            var run = new VerbRun(context, parsed);
            try
            {
                return await verb(run, cancellationToken).ConfigureAwait(false);
            }
            catch (CliProblem problem)
            {
                Problems.Print(context, json, problem.Message, problem.Problems);
                return ExitCodes.BadInput;
            }
            catch (Exception exception) when (Problems.IsForPeople(exception))
            {
                Problems.Print(context, json, exception.Message);
                return ExitCodes.BadInput;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Problems.Print(context, json, "interrupted");
                return ExitCodes.SomethingFailed;
            }
            catch (Exception exception)
            {
                Problems.PrintUnexpected(context, json, exception);
                return ExitCodes.BadInput;
            }
        });
        return command;
    }

    public static Command With(this Command command, params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
                command.Options.Add(option);
            else if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Subcommands.Add((Command)symbol);
        }

        return command;
    }
}
