using System.Diagnostics;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>The bundles of libraries that are committed. Making them needs npm and a network, which only CI is sure to have.</summary>
public sealed class LibrariesTests
{
    private static readonly string _libraries = Path.GetFullPath(CaseTests.PathOf("../../../src/CodeStepHost.Sandbox/JavaScript/libraries"));

    [Fact]
    public void The_bundles_are_what_the_lock_file_makes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "Making the bundles needs npm; CI does it.");
        var copy = Directory.CreateTempSubdirectory("codestep-libraries").FullName;
        try
        {
            foreach (var file in Sources())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
                File.Copy(Path.Combine(_libraries, file), Path.Combine(copy, file));
            }
            Run(copy, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            Run(copy, "node", "build.mjs");
            Assert.Equal(Made(_libraries), Made(copy));
            foreach (var file in Made(copy))
                Assert.True(File.ReadAllText(Path.Combine(copy, file)) == File.ReadAllText(Path.Combine(_libraries, file)), $"{file} is not what build.mjs makes; run npm ci && node build.mjs in {_libraries}.");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public void The_lock_file_names_no_registry() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Path.Combine(_libraries, "package-lock.json")), StringComparison.Ordinal);

    [Fact]
    public void Every_bundle_is_part_of_the_program_and_its_licences_lie_beside_it()
    {
        var embedded = typeof(ScriptProcess).Assembly.GetManifestResourceNames();
        Assert.Empty(Directory.GetFiles(Path.Combine(_libraries, "bundles")).Select(Path.GetFileName).Except(embedded));
        Assert.Equal(File.ReadAllText(Path.Combine(_libraries, "THIRD-PARTY-NOTICES.txt")), File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "THIRD-PARTY-NOTICES.txt")));
    }

    private static IEnumerable<string> Sources() =>
        Directory.GetFiles(Path.Combine(_libraries, "entries"), "*", SearchOption.AllDirectories)
            .Concat([Path.Combine(_libraries, "build.mjs"), Path.Combine(_libraries, "package.json"), Path.Combine(_libraries, "package-lock.json"), Path.Combine(_libraries, ".npmrc")])
            .Select(file => Path.GetRelativePath(_libraries, file));

    private static IEnumerable<string> Made(string folder) =>
        Directory.GetFiles(Path.Combine(folder, "bundles")).Append(Path.Combine(folder, "THIRD-PARTY-NOTICES.txt")).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);

    private static void Run(string folder, string command, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(command, words) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', words)}: {said.Result}");
    }
}
