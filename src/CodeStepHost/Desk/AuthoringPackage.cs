namespace CodeStepHost.Desk;

/// <summary>
/// The package by which an editor, and <c>dotnet build script.cs</c>, know what a C# script has. It is copied
/// into a folder that NuGet takes packages from, so that no feed and no network is needed.
/// </summary>
internal static class AuthoringPackage
{
    public const string Name = "CodeStepHost.Authoring";

    /// <summary>The folder of the package. Folders that begin with a dot are not deployed.</summary>
    public const string Feed = ".authoring";

    /// <summary>Tells NuGet of the folder. The package is looked for there and nowhere else, so that no network is needed for it.</summary>
    public const string SettingsFile = "nuget.config";

    public const string Settings = $"""
        <configuration>
          <packageSources>
            <add key="codestep" value="{Feed}" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="codestep">
              <package pattern="CodeStepHost.*" />
            </packageSource>
            <packageSource key="nuget.org">
              <package pattern="*" />
            </packageSource>
          </packageSourceMapping>
        </configuration>

        """;

    /// <summary>The package: its file name, with the version in it, and its bytes.</summary>
    public static (string FileName, byte[] Content) Read()
    {
        var assembly = typeof(AuthoringPackage).Assembly;
        var name = assembly.GetManifestResourceNames().Single(resource => resource.StartsWith(Name + ".", StringComparison.Ordinal));
        using var resource = assembly.GetManifestResourceStream(name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return (name, content);
    }
}
