using CodeStepHost.Sandbox.Tests.Support;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>What is known of a script before it runs.</summary>
public sealed class FactsTests
{
    [Theory]
    [InlineData("async function run(msg, cfg, snapshot) { await this.emit('data', msg); }")]
    [InlineData("function run(m, c, s) { return m.body.list.reduce((sum, item, index) => sum + index, 0); }")]
    [InlineData("const run = async (msg) => ({ snapshot: msg.snapshot });")]
    [InlineData("exports.process = process; function process(msg, cfg, snap) { return msg; }")]
    public void A_JavaScript_script_that_leaves_its_snapshot_alone_is_known(string script) =>
        Assert.DoesNotContain("uses the snapshot", InProcess.Run(Frames.Script("step.js", script))[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("async function run(msg, cfg, snapshot) { return snapshot.n; }")]
    [InlineData("async function run(m, c, s) { s.n = 1; await this.emit('data', m); }")]
    [InlineData("async function run(m) { return snapshot; }")]
    [InlineData("async function run(m) { await this.emit('updateSnapshot', { a: 1 }); }")]
    [InlineData("async function run(m) { const name = 'snap' + 'shot'; await this.emit(name, 1); }")]
    [InlineData("async function run(m) { const send = this.emit; await send(m.body.event, 1); }")]
    [InlineData("async function run() { return arguments[2]; }")]
    [InlineData("async function run(...all) { return all[2]; }")]
    [InlineData("async function run(m, c, { last }) { return last; }")]
    [InlineData("const handler = (m, c, s) => s; exports.process = handler;")]
    [InlineData("exports.process = (m, c, s) => wrap(s); function wrap(x) { return x; }")]
    [InlineData("const wrap = f => f; exports.process = wrap((m, c, s) => s);")]
    public void A_JavaScript_script_that_may_use_its_snapshot_is_known(string script) =>
        Assert.Contains("uses the snapshot", InProcess.Run(Frames.Script("step.js", script))[0], StringComparison.Ordinal);

    [Fact]
    public void A_required_file_that_emits_a_snapshot_counts()
    {
        var request = Frames.Script("step.js", "const keep = require('./keep'); async function run(msg) { await keep(this); }");
        var files = new Dictionary<string, string>(request.Files, StringComparer.Ordinal) { ["keep.js"] = "module.exports = step => step.emit('snapshot', 1);" };
        Assert.Contains("uses the snapshot", InProcess.Run(request with { Files = files })[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("async Task Run(Message msg, Config cfg, Snapshot snapshot) { await Emitter.Data(msg); }", false)]
    [InlineData("async Task Run(Message msg, Config cfg, Snapshot snapshot) { Logger.Info($\"{snapshot.Value}\"); }", true)]
    [InlineData("return Snapshot.Value;", true)]
    [InlineData("await Emitter.Emit(\"snapshot\", 1);", true)]
    [InlineData("await Emitter.Emit(Msg.Id ?? \"data\", 1);", true)]
    [InlineData("await Emitter.UpdateSnapshot(new { a = 1 });", true)]
    [InlineData("Exports.Process = async (m, c, s) => s;", true)]
    [InlineData("Exports.Process = async (m, c, s) => m;", false)]
    public void A_CSharp_script_is_judged_alike(string script, bool uses) =>
        Assert.Equal(uses, InProcess.Run(Frames.Script("step.csx", script))[0].Contains("uses the snapshot", StringComparison.Ordinal));

    [Theory]
    [InlineData("const x = 1", "+1", 30_000)]
    [InlineData("const x = ", "[", 30_000)]
    [InlineData("function run() { return ", "(", 30_000)]
    [InlineData("var a = 1; a", ".b", 30_000)]
    public void A_script_nested_too_deeply_is_rejected_and_the_process_lives(string start, string repeated, int times)
    {
        var line = string.Empty;
        var worker = new Thread(() => line = InProcess.Run(Frames.Script("step.js", start + string.Concat(Enumerable.Repeat(repeated, times))))[0], 16 * 1024 * 1024);
        worker.Start();
        worker.Join();
        Assert.Equal("rejected", line);
    }

    [Fact]
    public void A_dynamic_import_is_rejected_with_its_place() =>
        Assert.Equal("error script.syntax step.js:2:9 import() is not available to steps.", InProcess.Run(Frames.Script("step.js", "async function run() {\n  await import('fs');\n}"))[1]);

    [Fact]
    public void The_line_of_an_error_is_the_authors_line()
    {
        var lines = InProcess.Run(Frames.Script("step.js", "'use strict';\n// a comment\nfunction run(msg) {\n  return msg.body.missing.name;\n}"), Frames.Message());
        Assert.Equal("threw TypeError: Cannot read properties of undefined (reading 'name') at step.js:4:27", lines[1]);
    }
}
