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

    /// <summary>Tells NuGet of the folder, and of nothing else: the host gives a script no other package.</summary>
    public const string SettingsFile = "nuget.config";

    public const string Settings = $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="codestep" value="{Feed}" />
          </packageSources>
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
