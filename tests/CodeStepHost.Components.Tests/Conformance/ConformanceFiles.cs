using System.Runtime.CompilerServices;

namespace CodeStepHost.Components.Tests.Conformance;

/// <summary>The data files beside these tests, and the pages that are made from them.</summary>
internal static class ConformanceFiles
{
    public const string Probes = "probes.json";
    public const string FurtherProbes = "further-probes.json";

    private static readonly string _folder = Folder();

    public static string Page(string name) => Path.GetFullPath(Path.Combine(_folder, "..", "..", "..", "src", "docs", name));

    public static string PathOf(string file) => Path.Combine(_folder, file);

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
