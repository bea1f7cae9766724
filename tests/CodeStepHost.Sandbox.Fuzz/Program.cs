using System.Diagnostics;
using System.Globalization;
using CodeStepHost.Sandbox.CSharp.Gate;
using CodeStepHost.Sandbox.Fuzz;

// CodeStepHost.Sandbox.Fuzz [MINUTES] [FIRST]
//   Changes assemblies of ordinary scripts at random and gives them to the verifier, which has to refuse them or to find nothing, within five seconds of processor time, and never to throw.
//   What it accepts is read once more by other means. FIRST is the number of the first change: each is made again from its number.
var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var first = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : Random.Shared.NextInt64(1L << 40);
var seeds = Seeds.Compile();
Console.WriteLine($"{seeds.Count} assemblies, from change {first}; the last that was begun is in {Trail.File}");

using var trail = new Trail();
var clock = Stopwatch.StartNew();
var (changes, refused, accepted, slowest) = (0L, 0L, 0L, TimeSpan.Zero);
for (; clock.Elapsed < TimeSpan.FromMinutes(minutes); changes++)
{
    var number = first + changes;
    trail.Begin(number);
    var bytes = Mutation.Of(seeds, number);
    var began = Environment.CpuUsage.TotalTime;
    if (AssemblyVerifier.Verify(bytes).Count > 0)
        refused++;
    else if (Oracle.Against(bytes) is { } problem)
        return Fail(number, problem);
    else
        accepted++;
    var took = Environment.CpuUsage.TotalTime - began;
    slowest = took > slowest ? took : slowest;
    if (took > TimeSpan.FromSeconds(5))
        return Fail(number, $"it took {took}");
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{changes} changes: {refused} refused, {accepted} accepted and in order; slowest {slowest.TotalMilliseconds:0} ms"));
return 0;

static int Fail(long number, string problem)
{
    Console.Error.WriteLine($"change {number}: {problem}");
    return 1;
}
