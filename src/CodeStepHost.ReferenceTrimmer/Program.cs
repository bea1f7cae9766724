using System.Text;
using CodeStepHost.ReferenceTrimmer;

// CodeStepHost.ReferenceTrimmer LIST OWN FOLDER
//   LIST    what scripts may use
//   OWN     the assembly that the host offers to scripts
//   FOLDER  holds references.txt, the path of a reference assembly in each line, and packages.txt, those of them that packages need besides.
//           It is given script/ and packages/ with trimmed copies, and script-api.index.
if (args is not [var list, var own, var folder])
{
    Console.Error.WriteLine("CodeStepHost.ReferenceTrimmer LIST OWN FOLDER");
    return 2;
}

try
{
    var assemblies = File.ReadAllLines(Path.Combine(folder, "references.txt")).Select(file => new ReferenceAssembly(file)).ToList();
    var forPackages = File.ReadAllLines(Path.Combine(folder, "packages.txt")).ToHashSet(StringComparer.Ordinal);
    var selection = new Selection(assemblies.SelectMany(assembly => assembly.Types), AllowList.Read(list));
    foreach (var assembly in assemblies)
    {
        if (assembly.Types.Any(selection.Has))
            OutputFile.Write(Path.Combine(folder, "script", Path.GetFileName(assembly.Path)), Trimming.Trim(assembly, selection));
        else if (forPackages.Contains(assembly.Path))
            OutputFile.Write(Path.Combine(folder, "packages", Path.GetFileName(assembly.Path)), Trimming.Trim(assembly, selection));
    }
    OutputFile.Write(Path.Combine(folder, "script-api.index"), Encoding.UTF8.GetBytes(ApiIndex.Write(assemblies, selection, new ReferenceAssembly(own))));
    return 0;
}
catch (ListException wrong)
{
    // In the form that a build shows as an error of that file.
    Console.Error.WriteLine($"{list}{wrong.Message}");
    return 1;
}
