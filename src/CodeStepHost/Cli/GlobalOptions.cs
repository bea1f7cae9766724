using System.CommandLine;

namespace CodeStepHost.Cli;

/// <summary>Options that every verb has.</summary>
internal static class GlobalOptions
{
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "The folder with the database. Default: data of the codestep.yaml found here or above, else .codestep",
        HelpName = "folder",
        Recursive = true,
    };

    public static Option<OutputFormat> Output { get; } = Choice.Of<OutputFormat>("--output", "text, or json: one document on stdout", recursive: true);

    public static Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask", Recursive = true };

    public static Option<bool> NoColor { get; } = new("--no-color") { Description = "No colours (as NO_COLOR in the environment)", Recursive = true };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Data);
        root.Options.Add(Output);
        root.Options.Add(Yes);
        root.Options.Add(NoColor);
    }
}

internal enum OutputFormat
{
    Text = 0,
    Json = 1,
}
