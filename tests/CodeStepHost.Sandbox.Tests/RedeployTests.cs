using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>A C# script that is changed again and again.</summary>
public sealed class RedeployTests
{
    private const string Message = """{"body":{"lines":[{"sku":"a","qty":2}],"state":"open"},"headers":{}}""";

    private const string Plain = """
        record Order(Line[] Lines);
        record Line(string Sku, int Qty);
        object Run(Message msg) => new { lines = msg.BodyAs<Order>().Lines.Length };
        """;

    // Whatever might remember types: JSON both ways, enums, tuples, lambdas, a compiled expression, and work that leaves the context of its message.
    private const string Rich = """
        record Line(string Sku, int Qty);
        record Order(List<Line> Lines, State? State);
        enum State { Open, Paid }
        static readonly Regex Spaces = new(@"\s+", RegexOptions.Compiled);
        async Task<object> Run(Message msg)
        {
            var order = msg.BodyAs<Order>();
            await Late(order).ConfigureAwait(false);
            await Emitter.Data(new Message(new { late = new List<Order> { order } }));
            return new { order, text = Spaces.Replace("a  b", " "), total = order.Lines.Sum(line => line.Qty), pair = (new Line("x", 1), State.Paid) };
        }
        async Task Late(Order order) { await Task.Delay(1).ConfigureAwait(false); JsonSerializer.Serialize(order); }
        """;

    [Theory]
    [InlineData("plain.csx", Plain, 500, 500)]
    [InlineData("rich.csx", Rich, 20, 40)]
    public void Redeploys_leave_no_assembly_behind(string entry, string script, int versions, int sent)
    {
        Assert.Equal(sent, RunAll(entry, script, versions));
        for (var round = 0; round < 20 && Contexts(entry) > 0; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, Contexts(entry));
    }

    private static int Contexts(string entry) => AssemblyLoadContext.All.Count(context => context.Name == entry);

    /// <summary>How many messages came out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunAll(string entry, string script, int versions)
    {
        using var input = new MemoryStream();
        for (var version = 1u; version <= versions; version++)
        {
            Frames.Write(input, version, Frames.Script(entry, $"{script}\n// {version}"));
            Frames.Write(input, version, Frames.Message(Message, script: version));
            Frames.Write(input, FrameType.Forget, version, []);
        }

        return InProcess.Run(input).Count(line => line.StartsWith("data ", StringComparison.Ordinal));
    }
}
