using CodeStepHost.Components.Code;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Code;

/// <summary>The same with <c>bwrap</c> around the process; where that is not permitted, it must not make a difference either.</summary>
public sealed class BubblewrapTests() : RealProcessTests(new SandboxOptions { Spares = 0, Bubblewrap = Bubblewrap.Find() })
{
    [Fact]
    public void Where_it_is_installed_it_is_used_or_said_not_to_work()
    {
        Assert.SkipWhen(Bubblewrap.Find() is null, "bwrap is not installed.");
        Assert.Matches("^bwrap, landlock|; bwrap does not work here$", Report.What);
    }

    [Fact]
    public async Task Where_it_does_not_work_processes_are_confined_without_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bwrap is a program of Linux.");
        await using var pool = new SandboxPool(new SandboxOptions { Spares = 0, Bubblewrap = "/bin/false" }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
        var report = await pool.ConfinementAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("; bwrap does not work here", report.What, StringComparison.Ordinal);
        var rented = await pool.RentAsync("orders", 64 << 20, null, TestContext.Current.CancellationToken);
        Assert.True(rented.IsAlive);
    }
}
