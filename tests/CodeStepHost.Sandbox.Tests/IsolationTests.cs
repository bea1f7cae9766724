using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>Nothing that a message leaves behind is seen by the next.</summary>
public sealed class IsolationTests
{
    [Theory]
    [InlineData("let n = 0; function run() { return { n: ++n }; }")]
    [InlineData("function run() { seen = typeof seen === 'undefined' ? 1 : 2; return { n: seen }; }")]
    [InlineData("function run() { Array.prototype.seen = (Array.prototype.seen || 0) + 1; return { n: [].seen }; }")]
    [InlineData("function run() { this.seen = (this.seen || 0) + 1; return { n: this.seen }; }")]
    [InlineData("function run() { Math.seen = (Math.seen || 0) + 1; return { n: Math.seen }; }")]
    [InlineData("const m = Math; function run() { m.seen = (m.seen || 0) + 1; return { n: m.seen }; }")]
    [InlineData("function run() { console.seen = (console.seen || 0) + 1; return { n: console.seen }; }")]
    [InlineData("function run() { ({}).__proto__.seen = (({}).seen || 0) + 1; return { n: ({}).seen }; }")]
    [InlineData("function run(msg, cfg) { cfg.n = (cfg.n || 0) + 1; return { n: cfg.n }; }")]
    [InlineData("const c = require('./counter'); function run() { return { n: c.next() }; }")]
    [InlineData("function run() { const was = typeof JSON.parse; const n = JSON.mine === undefined ? 1 : 2; JSON = { mine: 1, stringify: JSON.stringify }; return { n }; }")]
    public void A_JavaScript_step_starts_afresh_for_each_message(string script)
    {
        var request = Frames.Script("step.js", script);
        var files = new Dictionary<string, string>(request.Files, StringComparer.Ordinal) { ["counter.js"] = "let n = 0; exports.next = () => ++n;" };
        var lines = InProcess.Run(request with { Files = files }, Frames.Message(), Frames.Message());
        Assert.Equal(2, lines.Count(line => line == """data {"body":{"n":1},"headers":{}}"""));
    }

    [Fact]
    public void A_CSharp_step_starts_afresh_for_each_message()
    {
        var lines = InProcess.Run(Frames.Script("step.csx", "int n = 0; int Run() => ++n;"), Frames.Message(), Frames.Message());
        Assert.Equal(2, lines.Count(line => line == """data {"body":1,"headers":{}}"""));
    }

    [Theory]
    [InlineData("function run(msg) { if (msg.body.a === 1) throw new Error('first'); return 'second'; }")]
    [InlineData("function run(msg) { if (msg.body.a === 1) { setTimeout(() => { throw new Error('first'); }); return; } return 'second'; }")]
    [InlineData("function run(msg) { if (msg.body.a === 1) { Promise.reject(new Error('first')); return; } return 'second'; }")]
    [InlineData("function run(msg) { if (msg.body.a === 1) { const f = () => f(); f(); } return 'second'; }")]
    public void A_failing_message_fails_no_other(string script)
    {
        var lines = InProcess.Run(Frames.Script("step.js", script), Frames.Message(), Frames.Message("""{"body":{"a":2}}"""));
        Assert.StartsWith("threw", lines[1], StringComparison.Ordinal);
        Assert.Equal(["""data {"body":"second","headers":{}}""", "completed"], lines.Skip(2));
    }

    [Fact]
    public void The_same_seed_and_clock_give_the_same_values()
    {
        var lines = InProcess.Run(Frames.Script("step.js", "async function run() { return [Math.random(), crypto.randomUUID(), new Date().getUTCFullYear()]; }"), Frames.Message(), Frames.Message());
        Assert.Equal(lines[1], lines[3]);
        Assert.Contains("2023", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_CSharp_script_leaves_memory()
    {
        var context = LoadAndReplace();
        for (var round = 0; round < 10 && context.IsAlive; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(context.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndReplace()
    {
        var before = System.Runtime.Loader.AssemblyLoadContext.All.ToHashSet();
        using var input = new MemoryStream();
        Frames.Write(input, 1, Frames.Script("leaving.csx", "record Order(string A); int Twice(int x) => 2 * x; return new Order($\"{Twice(2)}\").A;"));
        Frames.Write(input, 1, Frames.Message());
        input.Position = 0;
        using var process = new ScriptProcess(input, Stream.Null, TimeProvider.System);
        process.Run();
        return new WeakReference(System.Runtime.Loader.AssemblyLoadContext.All.Single(context => context.Name == "leaving.csx" && !before.Contains(context)));
    }
}
