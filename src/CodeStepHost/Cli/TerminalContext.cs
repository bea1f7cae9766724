using CodeStepHost.Hosting;
using CodeStepHost.Storage.Sqlite;
using Spectre.Console;

namespace CodeStepHost.Cli;

/// <summary>The context of a real call: the terminal, the clock, the database.</summary>
internal static class TerminalContext
{
    /// <summary>Off a terminal nothing is cut: who pipes wants all of it.</summary>
    private const int Unlimited = 100_000;

    public static CliContext Create()
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new CliContext
        {
            Console = Open(Console.Out, Console.IsOutputRedirected, Environment.GetEnvironmentVariable),
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
            Time = TimeProvider.System,
            CurrentDirectory = Directory.GetCurrentDirectory(),
            Program = CommandPrefix.Of(Directory.GetCurrentDirectory()),
            User = Environment.UserName,
            Open = OpenAsync,
        };
    }

    private static async Task<OpenStore> OpenAsync(string dataFolder)
    {
        var store = await SqliteFlowStore.OpenAsync(Path.Combine(dataFolder, DataFolder.Database), TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        return new OpenStore(store, store.Queries);
    }

    /// <summary>Colours only on a terminal, and not with NO_COLOR.</summary>
    internal static IAnsiConsole Open(TextWriter output, bool redirected, Func<string, string?> environment)
    {
        var plain = redirected || !string.IsNullOrEmpty(environment("NO_COLOR")) || environment("TERM") == "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (redirected)
            console.Profile.Width = int.TryParse(environment("COLUMNS"), out var columns) && columns > 0 ? columns : Unlimited;
        return console;
    }
}
