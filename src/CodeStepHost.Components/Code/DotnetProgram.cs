using System.Runtime.InteropServices;

namespace CodeStepHost.Components.Code;

/// <summary>Finds the <c>dotnet</c> program and the script process's assembly.</summary>
internal static class DotnetProgram
{
    private static readonly string Name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>The program that runs this process, else the one of the runtime in use, else that of <c>DOTNET_ROOT</c>.</summary>
    /// <exception cref="SandboxException">There is none.</exception>
    public static string Find()
    {
        if (Environment.ProcessPath is { } own && Path.GetFileName(own) == Name)
            return own;

        // …/dotnet/shared/Microsoft.NETCore.App/10.0.1/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string?[] folders = [root, Environment.GetEnvironmentVariable("DOTNET_ROOT")];
        return folders
            .Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.Combine(folder!, Name))
            .FirstOrDefault(File.Exists)
            ?? throw new SandboxException($"No {Name} was found to run scripts with: neither in {root} nor by DOTNET_ROOT. Set DOTNET_ROOT to the folder that has it.");
    }

    /// <summary>The assembly that script processes run.</summary>
    /// <exception cref="SandboxException">It is not where it should be.</exception>
    public static string FindSandbox(string? configured)
    {
        const string file = "CodeStepHost.Sandbox.dll";
        string[] places = configured is null
            ? [Path.Combine(AppContext.BaseDirectory, "sandbox", file), Path.Combine(AppContext.BaseDirectory, file)]
            : [Path.GetFullPath(configured), Path.Combine(Path.GetFullPath(configured), file)];
        return places.FirstOrDefault(File.Exists)
            ?? throw new SandboxException($"The script process's program was not found: {string.Join(", nor ", places)}. Set sandbox.sandboxPath.");
    }
}
