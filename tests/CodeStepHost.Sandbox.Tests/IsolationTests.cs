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
    [InlineData("function run() { _.seen = (_.seen || 0) + 1; return { n: _.seen }; }")]
    [InlineData("function run() { const n = typeof _.shout === 'undefined' ? 1 : 2; _.mixin({ shout: (s) => s.toUpperCase() }); return { n: n * _.chain('a').shout().value().length }; }")]
    [InlineData("function run() { const n = _.templateSettings.interpolate.test('{{a}}') ? 2 : 1; _.templateSettings.interpolate = /{{([\\s\\S]+?)}}/g; return { n: n * _.template('{{ a }}')({ a: 1 }) }; }")]
    [InlineData("const { templateSettings: t } = require('lodash'); function run() { t.imports.n = (t.imports.n || 0) + 1; return { n: t.imports.n }; }")]
    [InlineData("function run() { return { n: Number(_.uniqueId()) }; }")]
    [InlineData("function run() { const n = typeof _.map === 'function' ? 1 : 2; delete _.map; _.prototype.map = 5; return { n }; }")]
    [InlineData("const L = require('lodash'); function run() { const n = Object.isFrozen(L) ? 2 : 1; Object.freeze(L); return { n }; }")]
    [InlineData("function run() { const render = _.template('<% Math.seen = (Math.seen || 0) + 1 %><%= Math.seen %>'); return { n: Number(render()) }; }")]
    [InlineData("function run() { const n = axios.defaults.baseURL ? 2 : 1; axios.defaults.baseURL = 'http://x'; axios.defaults.headers.common.A = 'b'; return { n }; }")]
    [InlineData("function run() { const n = axios.defaults.timeout === 7 || axios.defaults.headers.post.X || axios.defaults.transformResponse.length > 1 ? 2 : 1; axios.defaults.headers.post.X = 'y'; axios.defaults.transformResponse.push((d) => d); axios.defaults = { timeout: 7 }; return { n }; }")]
    [InlineData("const { Axios } = require('axios'); function run() { const n = 'seen' in Axios || axios.get.seen ? 2 : 1; Axios.seen = 1; axios.get = 5; return { n }; }")]
    [InlineData("const axios = require('axios'); function run() { return { n: 1 + axios.interceptors.request.use(() => {}) }; }")]
    [InlineData("const util = require('util'); function run() { util.seen = (util.seen || 0) + 1; return { n: util.seen }; }")]
    [InlineData("const { createHash } = require('crypto'); function run() { const n = createHash.seen ? 2 : 1; Buffer.poolSize = 1; Buffer.prototype.seen = 1; return { n }; }")]
    [InlineData("function run() { process.env.A = '2'; const n = process.seen ? 2 : 1; process.seen = 1; return { n }; }")]
    [InlineData("function run() { const n = process.env.STAGE === 'x' ? 2 : 1; process.env.STAGE = 'x'; return { n }; }")]
    [InlineData("function run() { const n = setTimeout.seen ? 2 : 1; setTimeout.seen = 1; return { n }; }")]
    [InlineData("const patch = require('./patch'); function run() { return { n: patch() }; }")]
    public void A_JavaScript_step_starts_afresh_for_each_message(string script)
    {
        var request = Frames.Script("step.js", script);
        var files = new Dictionary<string, string>(request.Files, StringComparer.Ordinal)
        {
            ["counter.js"] = "let n = 0; exports.next = () => ++n;",
            ["patch.js"] = "module.exports = () => { String.prototype.seen = (String.prototype.seen || 0) + 1; return ''.seen; };",
        };
        var lines = InProcess.Run(request with { Files = files, Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["STAGE"] = "test" } }, Frames.Message(), Frames.Message());
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
