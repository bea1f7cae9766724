using CodeStepHost.Components.Code;
using CodeStepHost.Components.Http;
using CodeStepHost.Flows.Definitions;
using CodeStepHost.Flows.Running;
using CodeStepHost.Scripting.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Real script processes, and what the host keeps of what they compile.</summary>
public sealed class KeptAssemblyTests : IDisposable
{
    private const string Script = "record Order(int N); object? Run(Message msg) => new { twice = 2 * msg.BodyAs<Order>().N };";

    private readonly string _data = Directory.CreateTempSubdirectory("codestep-kept").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_host_that_starts_again_runs_a_script_without_its_compiler()
    {
        Assert.True(await CompilerIsLoadedByAsync(Script));
        Assert.Single(Files());
        Assert.False(await CompilerIsLoadedByAsync(Script));
    }

    [Fact]
    public async Task A_changed_script_is_compiled()
    {
        await CompilerIsLoadedByAsync(Script);
        Assert.True(await CompilerIsLoadedByAsync(Script + " // changed"));
        Assert.Equal(2, Files().Count);
    }

    [Fact]
    public async Task A_damaged_file_is_made_anew()
    {
        await CompilerIsLoadedByAsync(Script);
        var whole = await File.ReadAllBytesAsync(Files().Single(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Files().Single(), whole[..100], TestContext.Current.CancellationToken);
        Assert.True(await CompilerIsLoadedByAsync(Script));
        Assert.Equal(whole.Length, new FileInfo(Files().Single()).Length);
    }

    [Fact]
    public async Task A_whole_file_that_is_no_assembly_is_compiled_over()
    {
        var (flow, step) = Flow(Script);
        var cache = new AssemblyCache(_data, new SandboxOptions());
        cache.Keep(new StepScript(flow, step).With(default).Source!, new CompiledPayload(new CompiledFacts("Script", "<Factory>", "run", false, []), "no assembly"u8.ToArray(), default).ToBytes());
        Assert.True(await CompilerIsLoadedByAsync(Script));
    }

    [Fact]
    public void Another_flow_with_the_same_script_has_an_assembly_of_its_own()
    {
        var (flow, step) = Flow(Script);
        var other = CodeStage.Flow(step, "other", flow.Package.Files);
        Assert.NotEqual(new StepScript(flow, step).With(default).Source, new StepScript(other, step).With(default).Source);
    }

    [Fact]
    public async Task What_a_process_sends_after_it_ran_a_script_is_not_kept()
    {
        await using var stage = new CodeStage();
        var opening = stage.Component.OpenLaneAsync(CodeStage.Flow(CodeStage.Step()), CodeStage.Step(), TestContext.Current.CancellationToken).AsTask();
        var child = await stage.ChildAsync();
        await opening;

        var process = await stage.Pool.RentAsync("orders", StepLimits.Default.Memory, null, TestContext.Current.CancellationToken);
        child.OnPrepare = _ => null;
        Assert.NotNull((await PrepareAsync(2)).Assembly);
        process.Execute(new ExecuteRequest(1, false, 1, 0, 0, 1, "m", "{}"u8.ToArray(), default));
        await child.NextAsync();
        Assert.Null((await PrepareAsync(3)).Assembly);

        async Task<ScriptInProcess> PrepareAsync(uint number)
        {
            var preparing = process.PrepareAsync(new ScriptText($"script {number}", PrepareRequest()), TimeSpan.FromSeconds(30));
            await child.SendAsync(FrameType.Assembly, number, [1, 2, 3]);
            await child.SendAsync(FrameType.Prepared, number, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new PreparedScript("run", false, []), FrameJson.Default.PreparedScript));
            return await preparing;
        }
    }

    [Fact]
    public async Task A_process_holds_the_last_two_versions_of_a_step_and_forgets_the_others()
    {
        await using var stage = new CodeStage();
        var renting = stage.Pool.RentAsync("orders", StepLimits.Default.Memory, null, TestContext.Current.CancellationToken);
        var child = await stage.ChildAsync();
        var process = await renting;
        foreach (var version in Enumerable.Range(1, 5))
        {
            await process.PrepareAsync(new ScriptText($"map {version}", PrepareRequest(), "map"), TimeSpan.FromSeconds(30));
            await process.PrepareAsync(new ScriptText("check", PrepareRequest(), "check"), TimeSpan.FromSeconds(30));
        }

        Assert.Equal(3, process.Scripts);
        Assert.True(process.Holds("map 5") && process.Holds("map 4") && process.Holds("check"));
        foreach (var number in new[] { 1u, 3u, 4u })
            Assert.Equal(number, await child.NextForgottenAsync());
    }

    private static byte[] PrepareRequest() => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
        new PrepareRequest("a.csx", new Dictionary<string, string>(), "{}", new Dictionary<string, string>(), false, new ScriptLimits(1, 1, 1)),
        FrameJson.Default.PrepareRequest);

    private static (FlowVersion Flow, StepDefinition Step) Flow(string script)
    {
        var step = CodeStage.Step(script: "step.csx");
        return (CodeStage.Flow(step, files: new Dictionary<string, string> { ["step.csx"] = script }), step);
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories)];

    /// <summary>Runs the script in a new host, and says whether its process has loaded the compiler.</summary>
    private async Task<bool> CompilerIsLoadedByAsync(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc.");
        var options = new SandboxOptions { Spares = 0 };
        await using var pool = new SandboxPool(options, TimeProvider.System, NullLogger<SandboxPool>.Instance);
        using var http = new ScriptHttp(TimeProvider.System);
        var component = new CodeComponent(pool, http, TimeProvider.System, NullLogger<CodeComponent>.Instance, assemblies: new AssemblyCache(_data, options));
        var (flow, step) = Flow(script);
        var emissions = new RecordingEmissions();
        await using (var lane = await component.OpenLaneAsync(flow, step, TestContext.Current.CancellationToken))
            Assert.IsType<ComponentEnd.Completed>(await lane.RunAsync(CodeStage.Message(emissions, content: """{"body":{"n":21},"headers":{}}"""), TestContext.Current.CancellationToken));
        Assert.Contains("\"twice\":42", Assert.Single(emissions.Data), StringComparison.Ordinal);
        var process = await pool.RentAsync(flow.Definition.Name, step.Limits.Memory, null, TestContext.Current.CancellationToken);
        return (await File.ReadAllTextAsync($"/proc/{process.Id}/maps", TestContext.Current.CancellationToken)).Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal);
    }
}
