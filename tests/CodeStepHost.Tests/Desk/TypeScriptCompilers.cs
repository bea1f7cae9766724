using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CodeStepHost.Tests.Desk;

/// <summary>
/// The TypeScript compilers of <c>TypeScript/package-lock.json</c>, fetched once for a test run. Where there is no Node.js, or npm cannot
/// fetch them, the tests that ask for one are skipped; a build server has both.
/// </summary>
public sealed partial class TypeScriptCompilers : IAsyncLifetime
{
    private string? _missing;

    public static string Folder { get; } = Path.Combine(SourceFolder(), "TypeScript");

    public static string Repository { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", ".."));

    public async ValueTask InitializeAsync()
    {
        try
        {
            var (code, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], Folder);
            _missing = code == 0 ? null : $"npm ci ended with exit code {code}: {output}";
        }
        catch (Win32Exception)
        {
            _missing = "There is no npm on this machine.";
        }
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Checks a folder by its <c>jsconfig.json</c>.</summary>
    /// <param name="compiler">The package's name.</param>
    /// <returns>What was found: <c>file:line code</c>, in order; nothing when all is well.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(string compiler, string folder, params string[] options)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        string[] arguments = [Path.Combine(Folder, "node_modules", compiler, "bin", "tsc"), "-p", "jsconfig.json", "--pretty", "false", .. options];
        var (code, output) = await RunAsync("node", arguments, folder);
        var found = Finding().Matches(output).Select(match => $"{match.Groups["file"].Value}:{match.Groups["line"].Value} {match.Groups["code"].Value}").Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(code == 0 == (found.Count == 0), $"tsc ended with exit code {code}:\n{output}");
        return found;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^(?<file>[^\s(][^(\n]*)\((?<line>\d+),\d+\): error (?<code>TS\d+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Finding();
}
