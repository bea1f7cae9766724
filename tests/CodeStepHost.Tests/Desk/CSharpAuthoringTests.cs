using System.Diagnostics;
using CodeStepHost.Desk;
using CodeStepHost.Tests.Hosting;

namespace CodeStepHost.Tests.Desk;

/// <summary>A C# script is checked by <c>dotnet build script.cs</c> as the host would compile it, with nothing but the SDK and without a network.</summary>
public sealed class CSharpAuthoringTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("codestep-authoring-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_first_flow_is_checked_by_the_SDK_and_by_the_host_alike()
    {
        (await CodeStep.RunAsync(_folder.FullName, "init", "hello", "--csharp")).Succeeded();
        var (code, output) = await BuildAsync("hello/greet.cs");
        Assert.True(code == 0, output);
        (await CodeStep.RunAsync(_folder.FullName, "validate", "hello")).Succeeded();
        (await CodeStep.RunAsync(_folder.FullName, "test", "hello")).Succeeded();

        // Without the package nothing of the host would be known.
        var text = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "hello/greet.cs"), TestContext.Current.CancellationToken);
        await WriteAsync("hello/greet.cs", text.Replace("msg.BodyAs", "msg.BodyIs", StringComparison.Ordinal));
        (code, output) = await BuildAsync("hello/greet.cs");
        Assert.Equal(1, code);
        Assert.Contains("greet.cs(8,22): error CS1061: 'Message' does not contain a definition for 'BodyIs'", output, StringComparison.Ordinal);
        var validated = await CodeStep.RunAsync(_folder.FullName, "validate", "hello");
        Assert.Contains("hello/greet.cs:8:22: error CS1061: 'Message' does not contain a definition for 'BodyIs'", validated.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_loaded_asks_for_a_csx_script()
    {
        (await CodeStep.RunAsync(_folder.FullName, "init", "hello", "--csharp")).Succeeded();
        var file = Path.Combine(_folder.FullName, "hello", "greet.cs");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await WriteAsync("hello/lib.csx", "static class Words { }");

        await WriteAsync("hello/greet.cs", text + "\n// #load \"lib.csx\" is not needed\n");
        var (commented, _) = await BuildAsync("hello/greet.cs");
        await WriteAsync("hello/greet.cs", text.Replace("PublishAot=false", "PublishAot=false\n#load \"lib.csx\"", StringComparison.Ordinal));
        var (loading, output) = await BuildAsync("hello/greet.cs");

        Assert.Equal(0, commented);
        Assert.NotEqual(0, loading);
        Assert.Contains("greet.cs : error : A .cs script is checked by the .NET SDK, which has no #load. Rename it to .csx", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_global_and_every_using_of_the_host_is_there()
    {
        (await CodeStep.RunAsync(_folder.FullName, "init", "hello", "--csharp")).Succeeded();
        await WriteAsync("hello/all.cs", $$"""
            #:package {{AuthoringPackage.Name}}@*
            #:property PublishAot=false
            Exports.Process = async (msg, cfg, snapshot) =>
            {
                var count = Snapshot.Get<int>("count") + snapshot.Get<int>("count") + Random.Next(5);
                var words = new List<string>(Regex.Split((string?)Msg.Body?["text"] ?? "", " ")).Select(word => word.ToUpper(CultureInfo.InvariantCulture)).ToArray();
                Logger.Info(new StringBuilder().Append(Clock.Today).Append(count).ToString());
                var answer = await Http.GetAsync(Cfg.GetString("url") ?? "");
                await Emitter.Data(new Message(new JsonObject { ["words"] = words.Length, ["answer"] = JsonSerializer.Serialize(answer.Status) }));
                await Task.Delay(1);
                return Emitter.Variables.Count == 0 ? null : throw new ScriptException("no", code: "no");
            };

            """);
        var (code, output) = await BuildAsync("hello/all.cs");
        Assert.True(code == 0, output);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, TestContext.Current.CancellationToken);

    private async Task<(int Code, string Output)> BuildAsync(string script)
    {
        var start = new ProcessStartInfo("dotnet", ["build", Path.GetFileName(script), "--nologo", "-v", "q"])
        {
            WorkingDirectory = Path.GetDirectoryName(Path.Combine(_folder.FullName, script)),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // The test runs inside of a build of its own, whose settings must not reach this one; packages of former versions must not either.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("CI");
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");
        foreach (var proxy in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
            start.Environment[proxy] = "http://127.0.0.1:9";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }
}
