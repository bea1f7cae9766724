using CodeStepHost.Components.Code;
using CodeStepHost.Flows.Definitions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeStepHost.Components.Tests.Code;

public sealed class ConfinementReportTests
{
    private const int ForbiddenCall = 159;

    [Fact]
    public void A_process_that_passed_its_test_is_fully_confined() => Assert.Equal(
        "landlock abi 7, seccomp, rlimits, user 65530 → full",
        ConfinementTest.Judge(["landlock 7", "user 65530", "done"], ForbiddenCall, "").ToString());

    [Fact]
    public void One_that_had_to_stay_root_says_why() => Assert.Equal(
        "landlock abi 1, seccomp, rlimits, root without capabilities → reduced: user 65530 cannot read /root/a: b",
        ConfinementTest.Judge(["landlock 1", "user 0: user 65530 cannot read /root/a: b", "done"], ForbiddenCall, "").ToString());

    [Theory]
    [InlineData("landlock 7|user 1|open a Unix socket|done", ForbiddenCall, "got through with what it must not do: a Unix socket")]
    [InlineData("landlock 7|user 1|shut a thread|done", ForbiddenCall, "could not do what it has to: a thread")]
    [InlineData("landlock 7|user 1|done|open ptrace", 72, "got through with what it must not do: ptrace")]
    [InlineData("landlock 7|user 1|done", 0, "a forbidden system call did not end its process, which ended with exit code 0")]
    [InlineData("landlock 7|user 1", 139, "a fault in its runtime (exit code 139)")]
    [InlineData("", 72, "it could not be confined, and refused to run scripts (exit code 72). This kernel has no Landlock.")]
    public void Whatever_else_it_says_no_script_is_run_and_the_option_is_named(string lines, int exitCode, string why)
    {
        var refused = Assert.Throws<SandboxException>(() => ConfinementTest.Judge(lines.Split('|'), exitCode, exitCode == 72 && lines.Length == 0 ? "This kernel has no Landlock." : ""));
        Assert.StartsWith("Scripts cannot be confined here, so none is run: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("set sandbox.confinement: off-i-trust-every-script in codestep.yaml.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pool_finds_out_what_holds_on_this_machine()
    {
        await using var pool = new SandboxPool(new SandboxOptions { Spares = 0 }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
        Assert.Null(pool.Status.Confinement);
        var report = await pool.ConfinementAsync(TestContext.Current.CancellationToken);
        Assert.Equal(report, pool.Status.Confinement);
        Assert.NotEqual(ConfinementLevel.Off, report.Level);
        Assert.Equal(report.Level == ConfinementLevel.Reduced, report.Reason is not null);
        if (OperatingSystem.IsLinux())
            Assert.Matches("^landlock abi [1-9]", report.What);
    }

    [Fact]
    public async Task Without_confinement_the_report_says_so()
    {
        await using var pool = new SandboxPool(new SandboxOptions { Spares = 0, Confinement = ScriptConfinement.OffITrustEveryScript }, TimeProvider.System, NullLogger<SandboxPool>.Instance);
        Assert.Equal(ConfinementLevel.Off, (await pool.ConfinementAsync(TestContext.Current.CancellationToken)).Level);
    }
}
