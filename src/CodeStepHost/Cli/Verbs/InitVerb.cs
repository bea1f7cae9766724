using System.CommandLine;
using CodeStepHost.Cli.Output;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep init</c>: a first flow that works.</summary>
internal static class InitVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "where; default: the current folder", DefaultValueFactory = _ => "." };
        var csharp = new Option<bool>("--csharp") { Description = "With a C# script instead of a JavaScript one" };
        return new Command("init", "Make a small flow that works").With(folder, csharp).Does(context, async (run, cancellationToken) =>
        {
            var root = Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory);
            var files = FirstFlow.Files(Path.GetFileName(Path.TrimEndingDirectorySeparator(root)), run.Value(csharp));
            var there = files.Keys.Where(name => Path.Exists(Path.Combine(root, name))).ToList();
            if (File.Exists(root))
                throw new CliProblem($"{root} is a file; give a folder");
            if (there.Count > 0)
                throw new CliProblem($"{root} already has {string.Join(", ", there)}; nothing was written");

            foreach (var (name, text) in files)
            {
                var file = Path.Combine(root, name);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, text, cancellationToken).ConfigureAwait(false);
            }

            var at = Path.GetRelativePath(context.CurrentDirectory, root);
            run.Show(() => new { folder = root, files = files.Keys }, page =>
            {
                foreach (var name in files.Keys)
                    page.Line(Ink.Good("made"), $" {Path.Combine(at, name)}".Replace(" ./", " "));
                page.Heading("next");
                page.Line($"  codestep validate {at}");
                page.Line($"  codestep run {at}");
                page.Line("  codestep logs");
            });
            return ExitCodes.Done;
        });
    }
}
