using CodeStepHost.Flows.Running;

namespace CodeStepHost.Components.Tests.Fuzz;

/// <summary>Seeds of <c>fuzz --target host</c> of the benchmarks that are kept: the first ones, and each that has found something.</summary>
public sealed class FrameFuzzTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_a_script_process_sends_each_message_comes_to_an_end(int seed)
    {
        var ends = await HostileChild.RunAsync(seed, TestContext.Current.CancellationToken);
        Assert.All(ends, end => Assert.IsNotType<ComponentEnd.Interrupted>(end));
    }
}
