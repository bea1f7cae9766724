using CodeStepHost.Cli.Output;
using CodeStepHost.Flows.Stores;
using CodeStepHost.Hosting;
using CodeStepHost.Storage;

namespace CodeStepHost.Cli;

/// <summary>Prints what went wrong to standard error.</summary>
internal static class Problems
{
    public static void Print(CliContext context, bool json, string message, IReadOnlyList<object>? problems = null)
    {
        if (!json)
            context.Error.WriteLine($"error: {string.Join("\n       ", Printable.Lines(message))}");
        else if (problems is null)
            context.Error.WriteLine(Json.Line(new { error = new { message } }));
        else
            context.Error.WriteLine(Json.Line(new { error = new { message, problems } }));
    }

    /// <summary>Whether an exception's message says to a person what happened, where and what to do.</summary>
    public static bool IsForPeople(Exception exception) => exception is HostStartException or StoreUnavailableException or StoreOpenException or IOException or UnauthorizedAccessException;

    /// <summary>One line for an exception that nobody foresaw; all of it goes to a file.</summary>
    public static void PrintUnexpected(CliContext context, bool json, Exception exception)
    {
        var file = Path.Combine(Path.GetTempPath(), "codestep-error.log");
        try
        {
            File.AppendAllText(file, $"{Figures.Utc(context.Time.GetUtcNow())} {exception}\n\n");
            Print(context, json, $"{Printable.Line(exception.Message)} (unexpected; details are in {file})");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Print(context, json, $"{exception.GetType().Name}: {Printable.Line(exception.Message)} (unexpected; details could not be written to {file})");
        }
    }
}
