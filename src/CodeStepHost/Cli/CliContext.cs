using CodeStepHost.Cli.Checking;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Retrying;
using Spectre.Console;

namespace CodeStepHost.Cli;

/// <summary>What verbs need of the world, so that tests run them in-process.</summary>
internal sealed record CliContext
{
    /// <summary>Where text goes; its width is what lists are fitted to.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Standard output, for JSON and values that are piped on.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input: snapshot values, and answers on a terminal.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether a person sits at both ends, so that a verb may ask.</summary>
    public required bool CanAsk { get; init; }

    public required TimeProvider Time { get; init; }

    public required string CurrentDirectory { get; init; }

    /// <summary>How a person calls this program again, in commands that are printed to be pasted.</summary>
    public string Program { get; init; } = "codestep";

    /// <summary>Who is at work, for histories.</summary>
    public required string User { get; init; }

    /// <summary>Gives an environment variable; null when it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Opens the database in a data folder, and makes it when there is none.</summary>
    public required Func<string, Task<OpenStore>> Open { get; init; }

    /// <summary>Whether a host works on a data folder.</summary>
    public Func<string, bool> IsHostRunning { get; init; } = Hosting.HeldDataFolder.IsHeld;

    /// <summary>Makes what edits messages by an expression; also given what the expression is called in problems.</summary>
    public Func<string, string, HostSettings?, IMessageEditor> Edits { get; init; } = (expression, source, settings) => new ExpressionEditor(expression, source, settings, TimeProvider.System);

    /// <summary>Makes what compiles scripts, and keeps what it compiled in a data folder if one is given.</summary>
    public Func<string?, HostSettings?, IScriptValidator> Scripts { get; init; } = (dataFolder, settings) => new SandboxScriptValidator(TimeProvider.System, dataFolder, settings);
}

/// <summary>An open database.</summary>
internal sealed record OpenStore(IFlowStore Store, IFlowQueries Queries) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
