using System.CommandLine;
using CodeStepHost.Cli.Output;
using CodeStepHost.Desk;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Testing.Cases;

namespace CodeStepHost.Cli.Verbs;

/// <summary><c>codestep init</c>: a first flow that works, with what an editor needs to know about its scripts.</summary>
internal static class InitVerb
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "where; default: the current folder", DefaultValueFactory = _ => "." };
        var js = new Option<bool>("--js") { Description = "With a JavaScript script: the default" };
        var csharp = new Option<bool>("--csharp") { Description = "With a C# script" };
        var types = new Option<bool>("--types") { Description = "No flow, only the editor's files: after an upgrade, or for a folder that has none" };
        return new Command("init", "Make a small flow that works, with types for the editor").With(folder, js, csharp, types).Does(context, async (run, cancellationToken) =>
        {
            if (run.Value(js) && run.Value(csharp))
                throw new CliProblem("--js and --csharp exclude each other: give one of them");
            var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Value(folder)!, context.CurrentDirectory));
            if (File.Exists(root))
                throw new CliProblem($"{root} is a file; give a folder");

            var files = new NewFiles(root, context.CurrentDirectory);
            if (run.Value(types))
            {
                AddEditorFiles(files, run.Value(csharp));
                RenewSchemas(files);
                await files.WriteAsync(cancellationToken).ConfigureAwait(false);
                run.Show(files.Document, files.Show);
                return ExitCodes.Done;
            }

            RefuseNestedFlows(root, context.CurrentDirectory);
            foreach (var (name, text) in FirstFlow.Files(Path.GetFileName(root), run.Value(csharp)))
                files.Add(name, text);
            files.AddUnlessThere(".gitignore", FirstFlow.GitIgnore);
            AddEditorFiles(files, run.Value(csharp));
            await files.WriteAsync(cancellationToken).ConfigureAwait(false);
            run.Show(files.Document, page =>
            {
                files.Show(page);
                Next(page, context, Path.GetRelativePath(context.CurrentDirectory, root));
            });
            return ExitCodes.Done;
        });
    }

    private static void AddEditorFiles(NewFiles files, bool csharp)
    {
        var folder = EditorFiles.FolderFor(files.Root);
        files.Replace(Path.Combine(folder, EditorFiles.Types), EditorFiles.Text(EditorFiles.Types));
        files.AddUnlessThere(Path.Combine(folder, EditorFiles.Settings), EditorFiles.Text(EditorFiles.Settings));

        var feed = Path.Combine(folder, AuthoringPackage.Feed);
        if (!csharp && !Directory.Exists(feed))
            return;
        var (name, content) = AuthoringPackage.Read();
        files.Replace(Path.Combine(feed, name), content);
        files.AddUnlessThere(Path.Combine(folder, AuthoringPackage.SettingsFile), AuthoringPackage.Settings);
    }

    /// <summary>Schemas are written with a flow: a flow that was made by hand, or by an older version, gets those of this one.</summary>
    private static void RenewSchemas(NewFiles files)
    {
        if (!File.Exists(Path.Combine(files.Root, FlowPackage.DefinitionFile)))
            return;
        files.Replace(FlowSchema.FileName, FlowSchema.Text);
        files.Replace(CaseSchema.FileName, CaseSchema.Text);
    }

    /// <summary>A flow's folder is all its own: none lies inside of another.</summary>
    private static void RefuseNestedFlows(string root, string currentDirectory)
    {
        for (var above = Path.GetDirectoryName(root); above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(Path.Combine(above, FlowPackage.DefinitionFile)))
                throw new CliProblem($"{root} is inside of the flow {above}, and folders inside of a flow belong to it; give a folder beside it");
        }

        var below = FlowFolder.Discover(root).Where(flow => flow != root).Select(flow => Path.GetRelativePath(currentDirectory, flow)).ToList();
        if (below.Count > 0)
            throw new CliProblem($"{root} has flows below it ({string.Join(", ", below.Take(3))}{(below.Count > 3 ? ", …" : "")}), which would belong to the new one; give a new folder beside them");
    }

    private static void Next(Page page, CliContext context, string at)
    {
        var lines = new List<(string Command, string Why)>
        {
            ($"  {context.Program} validate {at}", "checks flow.yaml and compiles the scripts"),
            ($"  {context.Program} test {at}", "runs the cases in tests"),
            ($"  {context.Program} dev {at}", "tries a script each time you save it"),
            ($"  {context.Program} run {at}", "runs the flow on data/people.json"),
            ($"  {context.Program} logs", "what the steps logged"),
        };
        var column = lines.Max(line => line.Command.Length) + 2;
        var fits = column + lines.Max(line => line.Why.Length) <= context.Console.Profile.Width;
        page.Heading("next");
        foreach (var (command, why) in lines)
        {
            if (fits)
                page.Line(command.PadRight(column), Ink.Dim(why));
            else
                page.Line(command).Indented(4, 0, Ink.Dim(why));
        }
    }
}
