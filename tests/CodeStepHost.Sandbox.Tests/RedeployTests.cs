using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>A C# script that is changed again and again.</summary>
public sealed class RedeployTests
{
    private const int Versions = 500;

    // Types of its own in JSON both ways, a lambda, an async method that leaves its context, a regular expression: whatever remembers types.
    private static string Script(int version) => $$"""
        record Line(string Sku, int Qty);
        record Order(List<Line> Lines, State? State);
        enum State { Open, Paid }
        static readonly Regex Spaces = new(@"\s+", RegexOptions.Compiled);
        async Task<object> Run(Message msg)
        {
            var order = msg.BodyAs<Order>();
            await Task.Yield();
            await Late(order).ConfigureAwait(false);
            return new { version = {{version}}, order, total = order.Lines.Sum(line => line.Qty), pair = (new Line("x", 1), State.Paid) };
        }
        async Task Late(Order order) { await Task.Delay(1).ConfigureAwait(false); await Emitter.Data(new Message(new { late = new List<Order> { order } })); }
        """;

    [Fact]
    public void Five_hundred_redeploys_leave_no_assembly_behind()
    {
        Assert.Equal(2 * Versions, RunAll());
        for (var round = 0; round < 20 && Contexts() > 0; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, Contexts());
    }

    private static int Contexts() => AssemblyLoadContext.All.Count(context => context.Name == "redeployed.csx");

    /// <summary>How many messages came out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunAll()
    {
        using var input = new MemoryStream();
        for (var version = 1u; version <= Versions; version++)
        {
            Frames.Write(input, version, Frames.Script("redeployed.csx", Script((int)version)));
            Frames.Write(input, version, Frames.Message("""{"body":{"lines":[{"sku":"a","qty":2}],"state":"open"},"headers":{}}""", script: version));
            Frames.Write(input, FrameType.Forget, version, []);
        }

        return InProcess.Run(input).Count(line => line.StartsWith("data ", StringComparison.Ordinal));
    }
}
