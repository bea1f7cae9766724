using System.Text;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests;

public sealed class ProcessTests
{
    private const string PassThrough = "async function run(msg) { await this.emit('data', { body: msg.body }); }";

    [Fact]
    public void The_process_says_that_it_is_ready_and_ends_with_its_input()
    {
        using var process = new RealProcess();
        Assert.Equal(["ready"], process.Next());
        Assert.Equal((0, ""), process.Finish());
    }

    [Fact]
    public void Bytes_that_are_no_frame_end_the_process_with_70_and_one_line()
    {
        using var process = new RealProcess();
        process.Next();
        process.Input.Write("this is no frame at all"u8);
        process.Input.Flush();
        var (exitCode, errors) = process.Finish();
        Assert.Equal(70, exitCode);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    // Found by `fuzz --target worker`, seed 123.
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"Entry":null,"Files":{},"Config":"{}","Variables":{},"Limits":{"TimeMilliseconds":1,"MessageBytes":1,"SnapshotBytes":1}}""")]
    [InlineData("""{"Entry":"x.js","Files":{"x.js":null},"Config":"{}","Variables":{},"Limits":{"TimeMilliseconds":1,"MessageBytes":1,"SnapshotBytes":1}}""")]
    [InlineData("null")]
    public void A_prepare_frame_that_lacks_a_part_ends_the_process_with_70_and_one_line(string request)
    {
        using var process = new RealProcess();
        process.Next();
        var payload = Encoding.UTF8.GetBytes(request);
        var header = new byte[FrameHeader.Size];
        new FrameHeader(payload.Length, FrameType.Prepare, 1).Write(header);
        process.Input.Write([.. header, .. payload]);
        process.Input.Flush();
        var (exitCode, errors) = process.Finish();
        Assert.Equal(70, exitCode);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Many_messages_in_flight_are_answered_in_their_order()
    {
        const int Messages = 2_000;
        using var process = new RealProcess();
        process.Next();
        Frames.Write(process.Input, 1, Frames.Script("step.js", PassThrough));
        process.Next();
        var writing = Task.Run(
            () =>
            {
                for (var number = 1u; number <= Messages; number++)
                    Frames.Write(process.Input, number, Frames.Message($$$"""{"body":{{{number}}},"headers":{}}"""));
            },
            TestContext.Current.CancellationToken);
        for (var number = 1u; number <= Messages; number++)
        {
            var emitted = process.NextFrame();
            Assert.Equal((FrameType.Emit, number), (emitted.Type, emitted.Number));
            Assert.Equal($$$"""{"body":{{{number}}},"headers":{}}""", Encoding.UTF8.GetString(EmitPayload.Read(emitted.Payload).Value.Span));
            var ended = process.NextFrame();
            Assert.Equal((FrameType.Ended, number), (ended.Type, ended.Number));
        }
        await writing;
        Assert.Equal(0, process.Finish().ExitCode);
    }

    [Theory]
    [InlineData("step.js", "async function run() { const r = await fetch('http://shop/orders'); return { ok: r.ok, body: await r.json() }; }", "data {\"body\":{\"ok\":true,\"body\":{\"n\":1}},\"headers\":{}}")]
    [InlineData("step.js", "async function run() { const r = await request({ uri: 'http://shop/orders', json: true }); return r.body; }", "data {\"body\":{\"n\":1},\"headers\":{}}")]
    [InlineData("step.csx", "return (await Http.GetAsync(\"http://shop/orders\")).EnsureSuccess().As<JsonNode>();", "data {\"body\":{\"n\":1},\"headers\":{}}")]
    public void An_HTTP_call_is_made_by_the_host_while_the_script_waits(string entry, string script, string expected)
    {
        using var process = new RealProcess();
        process.Next();
        Frames.Write(process.Input, 1, Frames.Script(entry, script) with { Limits = Frames.Limits with { TimeMilliseconds = 60_000 } });
        process.Next();
        Frames.Write(process.Input, 5, Frames.Message());
        Frames.Write(process.Input, 6, Frames.Message());
        for (var number = 5u; number <= 6; number++)
        {
            Assert.Equal(["http GET http://shop/orders"], process.Next());
            Frames.Write(process.Input, number + 100, Answer());
            Frames.Write(process.Input, number, Answer());
            Assert.Equal([expected], process.Next());
            Assert.Equal(["completed"], process.Next());
        }
    }

    [Fact]
    public void A_call_that_the_host_refuses_is_an_error_of_the_script()
    {
        using var process = new RealProcess();
        process.Next();
        Frames.Write(process.Input, 1, Frames.Script("step.js", "async function run() { await fetch('http://10.0.0.1/'); }"));
        process.Next();
        Frames.Write(process.Input, 1, Frames.Message());
        process.Next();
        Frames.Write(process.Input, 1, Answer() with { Error = new ScriptFailure("Error", "10.0.0.1 is not allowed", Code: "egress.refused") });
        Assert.Equal(["threw Error: 10.0.0.1 is not allowed code=egress.refused at step.js:1:30"], process.Next());
    }

    private static HttpAnswer Answer() => new(
        1,
        200,
        "OK",
        [new("Content-Type", "application/json")],
        Convert.ToBase64String("{\"n\":1}"u8),
        "http://shop/orders",
        null);
}
