using System.Runtime.InteropServices;
using CodeStepHost.Sandbox.Confinement;
using CodeStepHost.Sandbox.Tests.Support;
using CodeStepHost.Scripting.Frames;
using CsCheck;

namespace CodeStepHost.Sandbox.Tests;

/// <summary>The confinement of a real script process, and the filter as the kernel reads it.</summary>
public sealed class ConfinementTests
{
    private const int OwnProcess = 4711;

    public static TheoryData<Architecture> Architectures => [Architecture.X64, Architecture.Arm64];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Each_call_in_the_table_gets_its_verdict(Architecture architecture)
    {
        var filter = new FilterMachine(architecture, OwnProcess);
        foreach (var call in SystemCalls.All)
        {
            var number = SystemCalls.NumberOn(architecture, call);
            if (number < 0)
                continue;
            switch (call.Verdict)
            {
                case Verdict.Allow:
                    Assert.Equal(SystemCallFilter.Allow, filter.Judge(number));
                    break;
                case Verdict.Refuse:
                    Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(number));
                    break;
                case Verdict.NotThere:
                    Assert.Equal(SystemCallFilter.NotThere, filter.Judge(number));
                    break;
                case Verdict.Kill:
                    Assert.Equal(SystemCallFilter.Kill, filter.Judge(number));
                    break;
                default:
                    // By argument: never all of them.
                    Assert.NotEqual(SystemCallFilter.Allow, filter.Judge(number, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue));
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_call_that_is_not_in_the_table_is_refused(Architecture architecture)
    {
        var filter = new FilterMachine(architecture, OwnProcess);
        var known = SystemCalls.All.Select(call => SystemCalls.NumberOn(architecture, call)).ToHashSet();
        for (var number = 0; number < 1000; number++)
        {
            if (!known.Contains(number))
                Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(number));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_file_is_opened_to_read_only(Architecture architecture)
    {
        var filter = new FilterMachine(architecture, OwnProcess);
        var open = Number(architecture, "openat");
        Gen.UInt.Sample(flags =>
        {
            // O_ACCMODE, O_CREAT, O_TRUNC, O_APPEND, __O_TMPFILE, O_PATH.
            var writes = (flags & (3u | 0x40u | 0x200u | 0x400u | 0x400000u | 0x200000u)) != 0;
            return filter.Judge(open, 0, 0, flags) == (writes ? SystemCallFilter.NotPermitted : SystemCallFilter.Allow);
        });
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_clone_is_a_thread(Architecture architecture)
    {
        var filter = new FilterMachine(architecture, OwnProcess);
        var clone = Number(architecture, "clone");
        Assert.Equal(SystemCallFilter.Allow, filter.Judge(clone, 0x3d0f00));
        Assert.Equal(SystemCallFilter.Allow, filter.Judge(clone, 0x7d0f00));
        Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(clone, 17));
        for (var bit = 0; bit < 32; bit++)
        {
            // Signals to a parent, namespaces, vfork, ptrace: none is a thread's.
            var flag = 1u << bit;
            if ((flag & (0x7d0f00u | 0x1000000u)) == 0)
                Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(clone, 0x3d0f00 | flag));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Calls_that_could_reach_another_process_are_for_its_own(Architecture architecture)
    {
        var filter = new FilterMachine(architecture, OwnProcess);
        Assert.Equal(SystemCallFilter.Allow, filter.Judge(Number(architecture, "tgkill"), OwnProcess, 1, 6));
        Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(Number(architecture, "tgkill"), OwnProcess + 1, 1, 6));
        Assert.Equal(SystemCallFilter.Allow, filter.Judge(Number(architecture, "prlimit64"), 0, 7, 0, 0x1000));
        Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(Number(architecture, "prlimit64"), 0, 7, 1ul << 32, 0x1000));
        Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(Number(architecture, "prlimit64"), 1, 7, 0, 0x1000));
        Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(Number(architecture, "sched_setaffinity"), 1));
        Assert.Equal(SystemCallFilter.NotPermitted, filter.Judge(Number(architecture, "fcntl"), 3, 8));
    }

    [Fact]
    public void Another_architecture_ends_the_process()
    {
        Assert.Equal(SystemCallFilter.Kill, new FilterMachine(Architecture.X64, OwnProcess).Judge(0, architecture: 0x40000003));
        Assert.Equal(SystemCallFilter.Kill, new FilterMachine(Architecture.X64, OwnProcess).Judge(0x40000000));
        Assert.Equal(SystemCallFilter.Kill, new FilterMachine(Architecture.Arm64, OwnProcess).Judge(0, architecture: 0xc000003e));
    }

    [Fact]
    public void The_numbers_of_one_architecture_are_all_different()
    {
        foreach (var architecture in new[] { Architecture.X64, Architecture.Arm64 })
            Assert.Empty(SystemCalls.All.Select(call => SystemCalls.NumberOn(architecture, call)).Where(number => number >= 0).GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void A_script_process_passes_its_own_test_and_is_ended_by_a_forbidden_call()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var process = new RealProcess(["confine", $"{Environment.ProcessId}", $"{1L << 30}", "test"]);
        var (exitCode, said, errors) = process.ReadToEnd();
        Assert.Equal("", errors);
        Assert.Matches("^landlock [1-9][0-9]*\nuser [^\n]+\ndone\n$", said);
        Assert.Equal(159, exitCode);
    }

    [Fact]
    public void Without_Landlock_it_runs_nothing_and_says_why()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var process = new RealProcess(["confine", $"{Environment.ProcessId}", $"{1L << 30}"], OldKernel.Without("landlock_create_ruleset"));
        var (exitCode, said, errors) = process.ReadToEnd();
        Assert.Equal((72, ""), (exitCode, said));
        Assert.StartsWith("This kernel has no Landlock", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_system_call_filter_it_runs_nothing_and_says_why()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var process = new RealProcess(["confine", $"{Environment.ProcessId}", $"{1L << 30}"], OldKernel.Without("seccomp"));
        var (exitCode, said, errors) = process.ReadToEnd();
        Assert.Equal((72, ""), (exitCode, said));
        Assert.Contains("(seccomp) could not be installed", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("confined", "1", "1073741824", "7", "65530")]
    [InlineData("confine", "one", "1073741824")]
    [InlineData("unconfine")]
    public void Words_that_skip_confinement_start_nothing(params string[] words)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var process = new RealProcess(words);
        var (exitCode, said, errors) = process.ReadToEnd();
        Assert.Equal((72, ""), (exitCode, said));
        Assert.NotEqual("", errors);
    }

    [Theory]
    [InlineData("execve", 221, 59, 159)]
    [InlineData("unshare", 97, 272, 159)]
    [InlineData("process_vm_readv", 270, 310, 159)]
    [InlineData("io_uring_setup", 425, 425, 159)]
    [InlineData("bpf", 280, 321, 159)]
    public void A_call_that_only_a_break_out_makes_ends_the_process_at_once(string name, int arm64, int x64, int expected)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.Equal((x64, arm64), (SystemCalls.All.Single(call => call.Name == name).X64, SystemCalls.All.Single(call => call.Name == name).Arm64));
        using var process = new RealProcess();
        process.Next();

        // No script may have a native method; a package that the operator trusts may.
        var package = CompiledSource.AgainstAll(
            """public static class Native { [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "syscall")] public static extern nint Call(nint number, nint a, nint b, nint c, nint d, nint e); }""",
            "Some.Package");
        var hash = Frames.Write(process.Input, package);
        Frames.Write(process.Input, 1, Frames.Script("step.csx", $"object? Run() => Native.Call({SystemCalls.Number(name)}, 0, 0, 0, 0, 0);") with { Libraries = [new LibraryName("Some.Package", hash)] });
        Assert.Equal(FrameType.Prepared, process.NextFrame().Type);
        Frames.Write(process.Input, 1, Frames.Message());
        Assert.Equal(expected, process.ReadToEnd().ExitCode);
    }

    [Fact]
    public void A_script_process_knows_no_variable_but_those_of_its_runtime()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Environment.SetEnvironmentVariable("CODESTEP_TEST_SECRET", "LEAK");
        using var process = new RealProcess();
        process.Next();
        try
        {
            Assert.DoesNotContain("LEAK", File.ReadAllText($"/proc/{process.Id}/environ"), StringComparison.Ordinal);
        }
        catch (UnauthorizedAccessException)
        {
            // Only root may look into it.
        }
    }

    private static int Number(Architecture architecture, string name) => SystemCalls.NumberOn(architecture, SystemCalls.All.Single(call => call.Name == name));
}
