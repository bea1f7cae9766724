using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CodeStepHost.Components.Tests.Conformance;
using CodeStepHost.Flows.Definitions;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>Every limit of a step, broken in both languages in real processes, and what people are told then.</summary>
public sealed partial class LimitTests(ProbeBed bed) : IClassFixture<ProbeBed>
{
    private static readonly (string Limit, StepLimits Limits, string JavaScript, string? CSharp)[] Cases =
    [
        ("time", StepLimits.Default with { Time = TimeSpan.FromSeconds(1) }, "for (;;) ;", "while (true) ;"),
        ("time, past its deadline", StepLimits.Default with { Time = TimeSpan.FromSeconds(1) }, "let x = 3n; for (;;) x *= x;", null),
        ("memory", StepLimits.Default with { Memory = 64 << 20 }, "const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1));", "var all = new List<byte[]>(); while (true) all.Add(new byte[1 << 20]);"),
        ("message", StepLimits.Default with { MessageBytes = 1000 }, "await this.emit('data', { body: 'a'.repeat(2000) });", "await Emitter.Emit(\"data\", new Message(new string('a', 2000)));"),
        ("snapshot", StepLimits.Default with { SnapshotBytes = 1000 }, "await this.emit('snapshot', { text: 'a'.repeat(2000) });", "await Emitter.Emit(\"snapshot\", new { text = new string('a', 2000) });"),
        ("emissions", StepLimits.Default with { Emissions = 10 }, "for (let i = 0; i < 100; i++) await this.emit('data', { body: { i } });", "for (var i = 0; i < 100; i++) await Emitter.Emit(\"data\", new Message(new { i }));"),
        ("emitted", StepLimits.Default with { EmittedBytes = 1000 }, "for (let i = 0; i < 100; i++) await this.emit('data', { body: 'a'.repeat(100) });", "for (var i = 0; i < 100; i++) await Emitter.Emit(\"data\", new Message(new string('a', 100)));"),
        ("logLines", StepLimits.Default with { LogLines = 3 }, "for (let i = 0; i < 10; i++) this.logger.info('line ' + i);", "for (var i = 0; i < 10; i++) Logger.Info(\"line \" + i);"),
    ];

    [Fact]
    public async Task Each_limit_says_which_it_is_how_much_was_used_and_where_to_change_it()
    {
        var page = new StringBuilder();
        foreach (var (limit, limits, javaScript, csharp) in Cases)
        {
            page.Append(CultureInfo.InvariantCulture, $"limits.{limit}\n");
            await AddAsync(page, "JavaScript", $"async function run(msg, cfg, snapshot) {{ {javaScript} }}", isCSharp: false, limits);
            if (csharp is not null)
                await AddAsync(page, "C#", $"async Task Run(Message msg) {{ await Task.Yield(); {csharp} }}", isCSharp: true, limits);
            page.Append('\n');
        }

        await Verify(page.ToString());
    }

    // A tenth of a second more or less.
    [GeneratedRegex(@"ran for (0\.[89]|1|1\.\d) s", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ran();

    private async Task AddAsync(StringBuilder page, string language, string script, bool isCSharp, StepLimits limits)
    {
        var outcomes = await bed.RunAsync([BadInputCase.Message("m", script, """{"body":{},"headers":{}}""")], script, isCSharp, limits: limits);
        foreach (var happening in outcomes[0].Where(happening => happening.Kind is Happening.Error or Happening.Log || happening == Happening.Acknowledged))
            page.Append(CultureInfo.InvariantCulture, $"  {language}: {Ran().Replace(happening.Text, "ran for 1 s").Replace(Happening.WithoutStack, "", StringComparison.Ordinal)}{(happening.Code is { } code ? $" [{code}]" : "")}\n");
    }
}
